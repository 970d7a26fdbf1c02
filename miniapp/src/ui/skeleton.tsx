import { useTranslation } from 'react-i18next';

const widths = ['wide', 'narrow', 'medium'] as const;

/** The shape of what is being loaded. */
export const Skeleton = ({ rows = 3 }: { rows?: number }) => {
  const { t } = useTranslation();
  return (
    <div className="section skeleton" aria-busy="true">
      <p className="visually-hidden" role="status">
        {t('common.loading')}
      </p>
      <div className="section-body" aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their place
          <div className="cell" key={row}>
            <span className="skeleton-tile" />
            <span className="cell-text">
              <span className={`skeleton-line skeleton-${widths[row % widths.length]}`} />
              <span className="skeleton-line skeleton-thin" />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
};

import { type ReactNode, useId } from 'react';

type Props = {
  title?: string;
  footer?: ReactNode;
  children: ReactNode;
  /** A list of cells (default), or anything else on a section's background. */
  kind?: 'list' | 'plain';
};

/** A group of cells on one background, as in the messenger's own settings. */
export const Section = ({ title, footer, children, kind = 'list' }: Props) => {
  const titleId = useId();
  return (
    <section className="section" {...(title ? { 'aria-labelledby': titleId } : {})}>
      {title && (
        <h2 className="section-title" id={titleId}>
          {title}
        </h2>
      )}
      {kind === 'list' ? (
        <ul className="section-body">{children}</ul>
      ) : (
        <div className="section-body">{children}</div>
      )}
      {footer && <p className="section-footer">{footer}</p>}
    </section>
  );
};

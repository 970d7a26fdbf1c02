import type { FactorKind } from '@atlas/shared/wire';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const hints = { sms: 'code.missingSms', email: 'code.missingEmail', totp: 'code.missingTotp' } as const;

/** What to do when no code comes, or when none fits: what to look at, and other ways. */
export const NotArrived = ({ kind, children }: { kind: FactorKind; children?: ReactNode }) => {
  const { t } = useTranslation('protection');
  return (
    <details className="more">
      <summary>{t(kind === 'totp' ? 'code.unfit' : 'code.missing')}</summary>
      <p className="page-text">{t(hints[kind])}</p>
      {children}
    </details>
  );
};

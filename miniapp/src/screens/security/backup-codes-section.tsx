import type { FactorList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { ActionCell, Cell } from '../../ui/cell.tsx';
import { Section } from '../../ui/section.tsx';
import { useNewCodes } from './use-new-codes.ts';

/** How many backup codes are left, and the way to new ones. */
export const BackupCodesSection = ({ factors: { backupCodes } }: { factors: FactorList }) => {
  const { t } = useTranslation('protection');
  const { make, isBusy } = useNewCodes();
  const { left: count, confirmed } = backupCodes;
  const state = confirmed ? t('security.codesLeft', { count }) : t('security.codesUnkept');
  return (
    <Section title={t('security.codes')} footer={t('security.codesHint')}>
      <Cell
        icon={['key', confirmed && count > 3 ? 'green' : 'orange']}
        title={count === 0 ? t('security.codesNone') : state}
      />
      <ActionCell title={t('security.codesNew')} isBusy={isBusy} onPress={() => void make()} />
    </Section>
  );
};

import { useTranslation } from 'react-i18next';
import { useRecoveryRequest } from '../../protection/use-recovery-request.ts';
import { ActionCell } from '../../ui/cell.tsx';
import { focusHeading } from '../../ui/focus-heading.ts';
import { Section } from '../../ui/section.tsx';

/** The way out for somebody who has no factor left. */
export const RecoverySection = ({ onChanged }: { onChanged: () => void }) => {
  const { t } = useTranslation('protection');
  const { ask, isBusy } = useRecoveryRequest();
  const request = async () => {
    if (!(await ask())) return;
    focusHeading();
    onChanged();
  };
  return (
    <Section>
      <ActionCell title={t('security.lost')} isDestructive isBusy={isBusy} onPress={() => void request()} />
    </Section>
  );
};

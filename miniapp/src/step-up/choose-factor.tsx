import type { Factor, FactorList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import { isolate } from '../i18n/isolate.ts';
import { useRecoveryRequest } from '../protection/use-recovery-request.ts';
import { ActionCell, LinkCell } from '../ui/cell.tsx';
import { Section } from '../ui/section.tsx';
import { useFocusOnMount } from '../ui/use-focus-on-mount.ts';

/** How the person wants to confirm. */
export type Way = { kind: 'factor'; factor: Factor } | { kind: 'backup' };

type Props = {
  factors: FactorList;
  onChosen: (way: Way) => void;
  /** Offers the way for somebody who has none left; called once that is asked for. */
  onLost?: () => void;
};

/** All ways to confirm, and perhaps the one for somebody who has none left. */
export const ChooseFactor = ({ factors: { items, backupCodes }, onChosen, onLost }: Props) => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const { ask, isBusy } = useRecoveryRequest();
  const ref = useFocusOnMount<HTMLParagraphElement>();
  const { left: count } = backupCodes;
  const recover = async (onAsked: () => void) => {
    if (await ask(onAsked)) router.open('security');
  };
  return (
    <>
      <p className="dialog-text" ref={ref} tabIndex={-1}>
        {t('stepUp.choose')}
      </p>
      <Section>
        {items.map((factor) => (
          <LinkCell
            key={factor.id}
            title={isolate(factor.name)}
            subtitle={t(`stepUp.send.${factor.kind}`, { destination: isolate(factor.destination ?? '') })}
            onPress={() => onChosen({ kind: 'factor', factor })}
          />
        ))}
        {count > 0 && (
          <LinkCell
            title={t('stepUp.backup')}
            subtitle={t('stepUp.backupText', { count })}
            onPress={() => onChosen({ kind: 'backup' })}
          />
        )}
        {onLost && (
          <ActionCell
            title={t('stepUp.lost')}
            isDestructive
            isBusy={isBusy}
            onPress={() => void recover(onLost)}
          />
        )}
      </Section>
    </>
  );
};

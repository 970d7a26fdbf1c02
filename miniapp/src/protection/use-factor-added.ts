import type { ConfirmedFactor } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import type { Route } from '../navigation/routes.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { useNewCodesSlot } from './slots.ts';
import { useTellHome } from './use-tell-home.ts';

const steps: readonly Route[] = ['protect', 'protect-app', 'protect-email', 'protect-phone'];

/** Where setting up a factor ends: at the backup codes that the first one brings, else in the security centre. */
export const useFactorAdded = () => {
  const { bridge, router } = useApp();
  const { t } = useTranslation('protection');
  const announce = useAnnounce();
  const newCodes = useNewCodesSlot();
  const tellHome = useTellHome();
  return ({ backupCodes }: Pick<ConfirmedFactor, 'backupCodes'>): void => {
    bridge.haptic('success');
    tellHome(({ factorCount }) => ({ factorCount: (factorCount ?? 0) + 1 }));
    announce({ text: t('protect.active'), kind: 'success' });
    router.finish(steps, 'security');
    if (!backupCodes) return;
    newCodes.set(backupCodes);
    router.open('backup-codes');
  };
};

import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { useConfirm } from '../../ui/confirm.tsx';

/** Signs out here, after asking. */
export const useSignOut = () => {
  const { launch } = useApp();
  const { t } = useTranslation();
  const { run, isBusy } = useAction();
  const confirm = useConfirm();
  const signOut = async () => {
    const isSure = await confirm({
      title: t('devices.signOutTitle'),
      message: t('devices.signOutText'),
      confirmLabel: t('devices.signOut'),
      cancelLabel: t('common.cancel'),
      isDestructive: true,
    });
    if (isSure) await run(() => launch.signOut());
  };
  return { signOut: () => void signOut(), isBusy };
};

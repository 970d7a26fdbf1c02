import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { focusHeading } from '../../ui/focus-heading.ts';

/** The steps of a recovery that is under way. */
export const useRecovery = (onChanged: () => void) => {
  const { router } = useApp();
  const api = useProtectionApi();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const { run, isBusy } = useProtectionAction();
  const confirm = useConfirm();

  const stop = async () => {
    const isDone = await run((options) => api.cancelRecovery(options), { success: t('recovery.stopped') });
    if (!isDone) return;
    focusHeading();
    onChanged();
  };
  const finish = async () => {
    const isSure = await confirm({
      title: t('recovery.finishTitle'),
      message: t('recovery.finishText'),
      confirmLabel: t('recovery.finish'),
      cancelLabel: common('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    const outcome = { success: t('recovery.finished') };
    if (!(await run((options) => api.completeRecovery(options), outcome))) return;
    onChanged();
    router.open('protect');
  };
  return { stop, finish, isBusy };
};

import { useTranslation } from 'react-i18next';
import { useTimes } from '../i18n/use-times.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { useConfirm } from '../ui/confirm.tsx';
import { useProtectionAction } from './use-protection-action.ts';
import { useProtectionApi } from './use-protection-api.ts';

/** Starts a recovery, after saying what that means. One that is under way already will do. */
export const useRecoveryRequest = () => {
  const api = useProtectionApi();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const times = useTimes();
  const announce = useAnnounce();
  const { run, isBusy } = useProtectionAction();
  const confirm = useConfirm();

  /** @param onSure called before the request, which may ask for more proof itself */
  const ask = async (onSure: () => void = () => {}): Promise<boolean> => {
    const isSure = await confirm({
      title: t('recovery.askTitle'),
      message: t('recovery.askText'),
      confirmLabel: t('recovery.ask'),
      cancelLabel: common('common.cancel'),
    });
    if (!isSure) return false;
    onSure();
    return run(async (options) => {
      const underWay = await api.getRecovery(options);
      const { readyAt } = underWay ?? (await api.requestRecovery(options));
      const date = times.dateTime(readyAt);
      announce({ text: t(underWay ? 'recovery.pending' : 'recovery.asked', { date }), kind: 'success' });
    });
  };
  return { ask, isBusy };
};

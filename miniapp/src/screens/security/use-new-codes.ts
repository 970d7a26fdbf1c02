import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useNewCodesSlot } from '../../protection/slots.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';
import { useConfirm } from '../../ui/confirm.tsx';

/** Makes new backup codes, after asking, and shows them. */
export const useNewCodes = () => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const api = useProtectionApi();
  const newCodes = useNewCodesSlot();
  const confirm = useConfirm();
  const { run, isBusy } = useProtectionAction();
  const make = async () => {
    const isSure = await confirm({
      title: t('security.codesNewTitle'),
      message: t('security.codesNewText'),
      confirmLabel: t('security.codesNew'),
      cancelLabel: common('common.cancel'),
    });
    if (!isSure) return;
    await run(async (options) => {
      const { codes } = await api.createBackupCodes(options);
      newCodes.set(codes);
      router.open('backup-codes');
    });
  };
  return { make, isBusy };
};

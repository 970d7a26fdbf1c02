import type { Factor, FactorList } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { isolate } from '../../i18n/isolate.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';
import { useTellHome } from '../../protection/use-tell-home.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { focusHeading } from '../../ui/focus-heading.ts';
import { withChanged, without } from './factor-list.ts';

type Input = {
  factor: Factor;
  factors: FactorList;
  onChanged: (factors: FactorList) => void;
  onRemoved: () => void;
};

/** What can be done with one factor; the list that is shown follows. */
export const useFactorChanges = ({ factor: { id, name }, factors, onChanged, onRemoved }: Input) => {
  const api = useProtectionApi();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const { run, isBusy } = useProtectionAction();
  const confirm = useConfirm();
  const tellHome = useTellHome();

  const rename = (wanted: string) =>
    run(
      async (options) =>
        onChanged(withChanged(factors, await api.updateFactor(id, { name: wanted }, options))),
      { success: t('security.renamed') },
    );
  const makeStandard = () =>
    run(
      async (options) =>
        onChanged(withChanged(factors, await api.updateFactor(id, { isDefault: true }, options))),
      { success: t('security.madeStandard') },
    );
  const remove = async () => {
    const isLast = factors.items.length === 1;
    const isSure = await confirm({
      title: t('security.removeTitle'),
      message: isLast ? t('security.removeLastText') : t('security.removeText', { name: isolate(name) }),
      confirmLabel: t('security.remove'),
      cancelLabel: common('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    const end = async () => {
      await api.removeFactor(id).catch((error: unknown) => {
        if (toApiError(error).code !== 'factor_not_found') throw error; // it is gone already: as asked
      });
      focusHeading();
      const left = without(factors, id);
      onChanged(left);
      tellHome(() => ({ factorCount: left.items.length }));
      onRemoved();
    };
    await run(end, { success: t('security.removed') });
  };
  return { rename, makeStandard, remove, isBusy };
};

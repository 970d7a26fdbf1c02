import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import type { ShopLinkState } from '../../protection/protection-api.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';
import { useConfirm } from '../../ui/confirm.tsx';

const words = {
  undo: { action: 'link.undo', title: 'link.undoTitle', text: 'link.undoText', done: 'link.undone' },
  unlink: {
    action: 'link.unlink',
    title: 'link.unlinkTitle',
    text: 'link.unlinkText',
    done: 'link.unlinked',
  },
} as const;

/** Ends the link, after asking. */
export const useUnlinking = (way: keyof typeof words, onChanged: (state: ShopLinkState) => void) => {
  const api = useProtectionApi();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const { run, isBusy } = useProtectionAction();
  const confirm = useConfirm();
  const { action, title, text, done } = words[way];

  const end = async () => {
    const isSure = await confirm({
      title: t(title),
      message: t(text),
      confirmLabel: t(action),
      cancelLabel: common('common.cancel'),
      isDestructive: true,
    });
    if (!isSure) return;
    const unlink = async () => {
      await api.unlinkShop().catch((error: unknown) => {
        if (toApiError(error).code !== 'shop_link_not_found') throw error; // it has ended already: as asked
      });
      onChanged({ kind: 'not-linked' });
    };
    await run(unlink, { success: t(done) });
  };
  return { end, isBusy };
};

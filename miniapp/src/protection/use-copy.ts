import { useTranslation } from 'react-i18next';
import { useApp } from '../app-context.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { copyText } from '../ui/copy.ts';

/** Copies, and says how it went. */
export const useCopy = () => {
  const { bridge } = useApp();
  const { t } = useTranslation('protection');
  const announce = useAnnounce();
  return async (text: string): Promise<void> => {
    const isDone = await copyText(text);
    bridge.haptic(isDone ? 'success' : 'error');
    announce(isDone ? { text: t('copy.done'), kind: 'success' } : { text: t('copy.failed'), kind: 'error' });
  };
};

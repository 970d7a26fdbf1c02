import { useApp } from '../app-context.ts';
import { useKeepLooking } from '../launch/use-keep-looking.ts';
import { usePlainProtectionApi } from './use-protection-api.ts';

/**
 * Notices that a challenge of this session was answered elsewhere, as in a WhatsApp Flow: the session then goes on with
 * what was proved, and `onAnswered` is called, once.
 */
export const useAnsweredElsewhere = (challengeId: string | undefined, onAnswered: () => void): void => {
  const protection = usePlainProtectionApi();
  const { api } = useApp();
  useKeepLooking(challengeId, async (signal) => {
    if (!challengeId) return true;
    try {
      const { isOpen, isProved } = await protection.readChallenge(challengeId, { signal });
      if (!isProved || signal.aborted) return !isOpen;
      await api.renew();
      if (!signal.aborted) onAnswered();
      return true;
    } catch {
      return false; // no connection to the API just now: the next look may have one
    }
  });
};

import { useState } from 'react';
import { toApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { useKeepLooking } from '../../launch/use-keep-looking.ts';
import { useMessengersApi } from '../messengers/use-messengers.ts';

export type ClaimOutcome = 'waiting' | 'merged' | 'ended';

/**
 * Whether the number was typed on the first side. Then this session ends: where the messenger's proof opens another, that
 * one is of the other account; where it does not, the launch says how to go on.
 */
export const useClaimOutcome = (connectionId: string): ClaimOutcome => {
  const api = useMessengersApi();
  const { account, launch } = useApp();
  const [mine] = useState(() => account.get()?.id);
  const [outcome, setOutcome] = useState<ClaimOutcome>('waiting');

  useKeepLooking(connectionId, async (signal) => {
    try {
      const { state } = await api.see(connectionId, { signal });
      if (state !== 'ended') return false;
      setOutcome('ended');
    } catch (cause) {
      const { code } = toApiError(cause);
      if (signal.aborted) return true;
      if (code === 'session_ended') void launch.startOver('merged');
      else if (code === 'connection_not_found') setOutcome(account.get()?.id === mine ? 'ended' : 'merged');
      else return false; // no connection to the API just now: the next look may have one
    }
    return true;
  });
  return outcome;
};

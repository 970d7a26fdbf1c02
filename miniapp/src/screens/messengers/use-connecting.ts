import type { ConnectionEffect, IdentityConnection, StartedConnection } from '@atlas/shared/wire';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { useKeepLooking } from '../../launch/use-keep-looking.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useMessengerAction, useMessengersApi } from './use-messengers.ts';

/** From the code to the messenger that came by it: the first side. `onConnected` is told once it is there. */
export const useConnecting = (onConnected: (effect: ConnectionEffect | undefined) => void) => {
  const api = useMessengersApi();
  const { bridge } = useApp();
  const { t } = useTranslation('protection');
  const merges = useTranslation('merges').t;
  const announce = useAnnounce();
  const { run, isBusy } = useMessengerAction();
  const [started, setStarted] = useState<StartedConnection>();
  const [connection, setConnection] = useState<IdentityConnection>();

  const finish = (connected: boolean) => {
    const effect = connection?.claim?.effect;
    setStarted(undefined);
    setConnection(undefined);
    bridge.haptic(connected ? 'success' : 'error');
    announce(
      connected
        ? { text: effect === 'merge' ? merges('mergedTitle') : t('messengers.connected'), kind: 'success' }
        : { text: t('messengers.ended'), kind: 'error' },
    );
    if (connected) onConnected(effect);
  };

  const id = started?.connectionId;
  useKeepLooking(id, async (signal) => {
    if (!id) return true;
    const seen = await api.see(id, { signal }).catch((error: unknown) => {
      if (toApiError(error).code === 'connection_not_found') return null;
      return undefined; // no connection to the API just now: the next look may have one
    });
    if (signal.aborted || seen === undefined) return false;
    const isOver = !seen || seen.state === 'connected' || seen.state === 'ended';
    if (isOver) finish(seen?.state === 'connected');
    else setConnection(seen);
    return isOver;
  });

  return {
    started,
    claim: connection?.claim ?? null,
    connectionId: id,
    isBusy,
    start: () => run(async (options) => setStarted(await api.start(options))),
    confirm: (number: string) =>
      run(async (options) => {
        if (!id) return;
        await api.confirm(id, number, options);
        finish(true);
      }),
    cancel: () =>
      run(async (options) => {
        if (id) await api.cancel(id, options).catch(() => {}); // over already: as asked
        setStarted(undefined);
        setConnection(undefined);
      }),
  };
};

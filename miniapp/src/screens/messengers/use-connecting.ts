import type { IdentityConnection, StartedConnection } from '@atlas/shared/wire';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { useApp } from '../../app-context.ts';
import { watchInView } from '../../launch/in-view.ts';
import { createWaitInView } from '../../launch/wait-in-view.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useMessengerAction, useMessengersApi } from './use-messengers.ts';

/** How often the other side is looked for, in milliseconds. */
const lookEveryMs = 2000;

/** From the code to the messenger that came by it: the first side. `onConnected` is told once it is there. */
export const useConnecting = (onConnected: () => void) => {
  const api = useMessengersApi();
  const { bridge } = useApp();
  const { t } = useTranslation('protection');
  const announce = useAnnounce();
  const { run, isBusy } = useMessengerAction();
  const [started, setStarted] = useState<StartedConnection>();
  const [connection, setConnection] = useState<IdentityConnection>();

  const finish = (connected: boolean) => {
    setStarted(undefined);
    setConnection(undefined);
    bridge.haptic(connected ? 'success' : 'error');
    announce(
      connected
        ? { text: t('messengers.connected'), kind: 'success' }
        : { text: t('messengers.ended'), kind: 'error' },
    );
    if (connected) onConnected();
  };

  const look = useEffectEvent(async (id: string, signal: AbortSignal) => {
    const seen = await api.see(id, { signal }).catch((error: unknown) => {
      if (toApiError(error).code === 'connection_not_found') return null;
      return undefined; // no connection to the API just now: the next look may have one
    });
    if (signal.aborted || seen === undefined) return;
    if (seen?.state === 'connected') return finish(true);
    if (!seen || seen.state === 'ended') return finish(false);
    setConnection(seen);
  });

  const id = started?.connectionId;
  useEffect(() => {
    if (!id) return;
    const controller = new AbortController();
    const { signal } = controller;
    const waitInView = createWaitInView(watchInView(bridge.isActive));
    const keepLooking = async () => {
      for (;;) {
        await waitInView(lookEveryMs, signal);
        await look(id, signal);
      }
    };
    keepLooking().catch(() => {}); // ended with the screen
    return () => controller.abort();
  }, [id, bridge]);

  return {
    started,
    claim: connection?.claim ?? null,
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

import type { OpenedSession } from '@atlas/shared/wire';
import type { MessengerBridge } from '../messenger/messenger-bridge.ts';
import { type AtlasApi, createAtlasApi } from './atlas-api.ts';
import { openDeviceKey } from './device-key.ts';
import { createIndexedDbKeyStorage } from './indexed-db-key-storage.ts';
import type { PageSettings } from './page-settings.ts';
import { createProofs } from './proofs.ts';
import { createSession } from './session.ts';
import { createTransport } from './transport.ts';

type Deps = {
  bridge: MessengerBridge;
  settings: PageSettings;
  onOpened: (opened: OpenedSession) => void;
};

/** Outside a secure context there is no WebCrypto, and nothing to keep a key in. */
const openKey = (bridge: MessengerBridge) =>
  globalThis.crypto?.subtle
    ? openDeviceKey(
        createIndexedDbKeyStorage(),
        `${bridge.messenger}:${bridge.launch.claimedUserId ?? 'unnamed'}`,
      )
    : null;

/** The API as this person on this device reaches it. */
export const connectApi = ({ bridge, settings: { apiUrl, botId, dpopNonce }, onOpened }: Deps): AtlasApi => {
  const clock = () => Date.now();
  const send = createTransport({
    baseUrl: apiUrl,
    proofs: createProofs(openKey(bridge), dpopNonce),
    fetch: fetch.bind(globalThis),
    isOnline: () => navigator.onLine,
    clock,
  });
  const openPath = `/v1/sessions/${bridge.messenger}${botId ? `/${encodeURIComponent(botId)}` : ''}`;
  return createAtlasApi({
    session: createSession({ send, openPath, proof: bridge.launch.proof, clock, onOpened }),
  });
};

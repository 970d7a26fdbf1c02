import type { OpenedSession } from '@atlas/shared/wire';
import type { MessengerBridge } from '../messenger/messenger-bridge.ts';
import { isInWechat } from '../messenger/wechat-launch.ts';
import { type AtlasApi, createAtlasApi } from './atlas-api.ts';
import { type Call, createCall } from './call.ts';
import { openDeviceKey } from './device-key.ts';
import { createIndexedDbKeyStorage } from './indexed-db-key-storage.ts';
import type { PageSettings } from './page-settings.ts';
import { createProofs } from './proofs.ts';
import { createSession, type Session, type SessionOpening } from './session.ts';
import { createStepUp, type StepUp } from './step-up.ts';
import { createTransport, type Send } from './transport.ts';

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
        // A sign-in that begins in a plain browser goes on in the same browser, by WhatsApp or inside WeChat.
        `${bridge.messenger ?? (isInWechat(navigator.userAgent) ? 'wechat' : 'whatsapp')}:${bridge.launch.claimedUserId ?? 'unnamed'}`,
      )
    : null;

/** What parts of the API that are loaded later are made of. */
export type Connection = {
  call: Call;
  /** Never asks for more proof: for what is called while that is being given. */
  plainCall: Call;
  adopt: Session['adopt'];
  /** Without a session. */
  send: Send;
  /** Whether the next page of this browser has the same key. */
  isKeyKept(): Promise<boolean>;
};

type Connected = { api: AtlasApi; connection: Connection; stepUp: StepUp };

/** The API as this person on this device reaches it. */
export const connectApi = ({ bridge, settings: { apiUrl, botId, dpopNonce }, onOpened }: Deps): Connected => {
  const clock = () => Date.now();
  const key = openKey(bridge);
  const send = createTransport({
    baseUrl: apiUrl,
    proofs: createProofs(key, dpopNonce),
    fetch: fetch.bind(globalThis),
    isOnline: () => navigator.onLine,
    clock,
  });
  const { messenger, launch } = bridge;
  const ofBot = messenger === 'telegram' && botId ? `/${encodeURIComponent(botId)}` : '';
  const opening: SessionOpening = {
    path: `/v1/sessions/${messenger}${ofBot}`,
    body: launch.opening ?? {},
  };
  const session = createSession({ send, opening, clock, onOpened });
  const stepUp = createStepUp();
  const call = createCall(stepUp.guard(session.send));
  const connection: Connection = {
    call,
    plainCall: createCall(session.send),
    adopt: session.adopt,
    send,
    isKeyKept: async () => (await key)?.isKept ?? false,
  };
  return { api: createAtlasApi({ session, call }), connection, stepUp };
};

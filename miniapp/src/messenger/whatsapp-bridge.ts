import type { MessengerBridge } from './messenger-bridge.ts';
import { createOutsideBridge } from './outside-bridge.ts';

const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** The one-time token of a link out of a WhatsApp chat; undefined where there is none. */
export const loginTokenIn = (hash: string): string | undefined => {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('login') ?? '';
  return tokenForm.test(token) ? token : undefined;
};

/** WhatsApp opens links in a plain browser, which lends the page nothing: all it brings is the token. */
export const createWhatsappBridge = (token: string): MessengerBridge => {
  // It would otherwise stand in the address, and go where addresses go: history, screenshots, other people's chats.
  history.replaceState(history.state, '', location.pathname + location.search);
  return {
    ...createOutsideBridge(),
    messenger: 'whatsapp',
    launch: { proof: token, claimedUserId: undefined, startParam: undefined, isGoodOnce: true },
  };
};

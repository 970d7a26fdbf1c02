import { nearestLocale } from '@atlas/shared/wire';
import type { ChatLink } from './chat-link.ts';
import type { MessengerBridge } from './messenger-bridge.ts';
import { createOutsideBridge } from './outside-bridge.ts';

/** A browser that a link was followed to from a chat. It lends the page nothing: all the link brings is the token. */
export const createLinkBridge = ({ messenger, token }: ChatLink): MessengerBridge => {
  // It would otherwise stand in the address, and go where addresses go: history, screenshots, other people's chats.
  history.replaceState(history.state, '', location.pathname + location.search);
  return {
    ...createOutsideBridge(),
    messenger,
    launch: {
      // For whom the chat does not know it; whoever is registered has chosen.
      opening: { loginToken: token, language: nearestLocale(navigator.language) },
      claimedUserId: undefined,
      startParam: undefined,
      isGoodOnce: true,
      asksFirst: true,
    },
  };
};

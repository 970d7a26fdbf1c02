import type { MessengerBridge } from './messenger-bridge.ts';
import { createOutsideBridge } from './outside-bridge.ts';

/** What a link out of a chat brings. */
export type ChatLink = { messenger: 'whatsapp' | 'wechat'; token: string };

const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** The one-time token of a link out of a chat, and whose chat it is; undefined where there is none. */
export const chatLinkIn = (hash: string): ChatLink | undefined => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const token = fields.get('login') ?? '';
  if (!tokenForm.test(token)) return undefined;
  return { messenger: fields.get('messenger') === 'wechat' ? 'wechat' : 'whatsapp', token };
};

/** A browser that a link was followed to from a chat. It lends the page nothing: all the link brings is the token. */
export const createLinkBridge = ({ messenger, token }: ChatLink): MessengerBridge => {
  // It would otherwise stand in the address, and go where addresses go: history, screenshots, other people's chats.
  history.replaceState(history.state, '', location.pathname + location.search);
  return {
    ...createOutsideBridge(),
    messenger,
    launch: {
      opening: { loginToken: token },
      claimedUserId: undefined,
      startParam: undefined,
      isGoodOnce: true,
      asksFirst: true,
    },
  };
};

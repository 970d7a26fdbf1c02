import type { ChatChange, ChatMessage, ChatState } from '../../../../wire.ts';

/** An object, so that the same words said twice are two notices. */
export type Notice = { text: string };

export type Chat = {
  status: 'loading' | 'ready' | 'failed';
  messages: readonly ChatMessage[];
  state: ChatState | undefined;
  /** Grows with every "typing" the bot sends; undefined when it stopped. */
  typing: number | undefined;
  /** The callback button whose answer is awaited. */
  pressed: { messageId: number; data: string } | undefined;
  toast: Notice | undefined;
  alert: string | undefined;
};

export const emptyChat: Chat = {
  status: 'loading',
  messages: [],
  state: undefined,
  typing: undefined,
  pressed: undefined,
  toast: undefined,
  alert: undefined,
};

export type ChatAction =
  | { type: 'loaded'; messages: ChatMessage[]; state: ChatState }
  | { type: 'failed' }
  | { type: 'changed'; change: ChatChange }
  | { type: 'pressed'; messageId: number; data: string }
  | { type: 'released' }
  | { type: 'typing-ended' }
  | { type: 'notified'; text: string }
  | { type: 'toast-ended' }
  | { type: 'alert-closed' };

const place = (messages: readonly ChatMessage[], message: ChatMessage): ChatMessage[] =>
  [...messages.filter(({ messageId }) => messageId !== message.messageId), message].sort(
    (one, other) => one.messageId - other.messageId,
  );

const applyChange = (chat: Chat, change: ChatChange): Chat => {
  switch (change.change) {
    case 'message':
      return {
        ...chat,
        messages: place(chat.messages, change.message),
        typing: change.message.from === 'bot' ? undefined : chat.typing,
      };
    case 'edited':
      return { ...chat, messages: place(chat.messages, change.message) };
    case 'deleted':
      return { ...chat, messages: chat.messages.filter(({ messageId }) => messageId !== change.messageId) };
    case 'typing':
      return { ...chat, typing: (chat.typing ?? 0) + 1 };
    case 'state':
      return { ...chat, state: change.state };
    case 'callback_answered': {
      const { text, showAlert } = change;
      const said = text ? (showAlert ? { alert: text } : { toast: { text } }) : {};
      return { ...chat, pressed: undefined, ...said };
    }
  }
};

/** What arrived over the stream while the chat was being loaded is newer than what was loaded. */
const mergeLoaded = (loaded: ChatMessage[], known: readonly ChatMessage[]): ChatMessage[] => {
  const newest = loaded.at(-1)?.messageId ?? 0;
  return [...loaded, ...known.filter(({ messageId }) => messageId > newest)];
};

export const reduceChat = (chat: Chat, action: ChatAction): Chat => {
  switch (action.type) {
    case 'loaded':
      return {
        ...chat,
        status: 'ready',
        messages: chat.status === 'ready' ? action.messages : mergeLoaded(action.messages, chat.messages),
        state: action.state,
      };
    case 'failed':
      return chat.status === 'ready' ? chat : { ...chat, status: 'failed' };
    case 'changed':
      return applyChange(chat, action.change);
    case 'pressed':
      return { ...chat, pressed: { messageId: action.messageId, data: action.data } };
    case 'released':
      return { ...chat, pressed: undefined };
    case 'typing-ended':
      return { ...chat, typing: undefined };
    case 'notified':
      return { ...chat, toast: { text: action.text } };
    case 'toast-ended':
      return { ...chat, toast: undefined };
    case 'alert-closed':
      return { ...chat, alert: undefined };
  }
};

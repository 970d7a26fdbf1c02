import { useReducer } from 'react';
import type { ChatChange } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { useEventStream } from '../../control/use-event-stream.ts';
import { useExpiry } from '../../settings/use-expiry.ts';
import { emptyChat, reduceChat } from './chat-reducer.ts';

/** Telegram shows "typing" for five seconds after each `sendChatAction`. */
const typingMs = 5000;
const toastMs = 4000;
/** A button stops spinning after this, answered or not. */
const answerMs = 15_000;

/** One person's chat with the bot, kept up to date. Key the user of this hook by person. */
export const useChat = (personId: number, describeTrouble: (reason: string) => string) => {
  const [chat, dispatch] = useReducer(reduceChat, emptyChat);

  const load = async () => {
    try {
      const [messages, state] = await Promise.all([control.messages(personId), control.chat(personId)]);
      dispatch({ type: 'loaded', messages, state });
    } catch {
      dispatch({ type: 'failed' });
    }
  };
  // Loading on every open also catches up with what a broken connection missed.
  useEventStream<ChatChange>(control.streamOf(personId), {
    onOpen: () => void load(),
    onItem: (change) => dispatch({ type: 'changed', change }),
  });

  useExpiry(chat.typing, typingMs, () => dispatch({ type: 'typing-ended' }));
  useExpiry(chat.toast, toastMs, () => dispatch({ type: 'toast-ended' }));
  useExpiry(chat.pressed, answerMs, () => dispatch({ type: 'released' }));

  /** True when it worked; otherwise the person was told. */
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      dispatch({ type: 'notified', text: describeTrouble((error as Error).message) });
      return false;
    }
  };
  const refresh = async () => {
    const state = await control.chat(personId);
    dispatch({ type: 'changed', change: { change: 'state', state } });
  };

  return {
    chat,
    load,
    notify: (text: string) => dispatch({ type: 'notified', text }),
    closeAlert: () => dispatch({ type: 'alert-closed' }),
    attempt,
    say: (text: string) => attempt(() => control.say(personId, text)),
    shareContact: () => attempt(() => control.shareContact(personId)),
    block: () => attempt(() => control.block(personId).then(refresh)),
    unblock: () => attempt(() => control.unblock(personId).then(refresh)),
    restart: () =>
      attempt(async () => {
        await control.unblock(personId);
        await refresh();
        await control.say(personId, '/start');
      }),
    press: async (messageId: number, data: string) => {
      dispatch({ type: 'pressed', messageId, data });
      if (!(await attempt(() => control.press(personId, messageId, data)))) dispatch({ type: 'released' });
    },
  };
};

export type ChatControls = ReturnType<typeof useChat>;

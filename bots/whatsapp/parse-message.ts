import { z } from 'zod';
import type { Input } from '../dialogue/index.ts';
import { inputOf, openingOf, startCodeIn } from '../typed-words.ts';
import type { WhatsappMessage } from './read-notification.ts';

const Text = z.object({ text: z.object({ body: z.string() }) });
const Interactive = z.object({
  interactive: z.union([
    z.object({ type: z.literal('button_reply'), button_reply: z.object({ id: z.string() }) }),
    z.object({ type: z.literal('list_reply'), list_reply: z.object({ id: z.string() }) }),
  ]),
});
const TemplateButton = z.object({ button: z.object({ payload: z.string() }) });

/** What people send that is nothing to read, as opposed to what WhatsApp notes in the chat. */
const spoken: ReadonlySet<string> = new Set([
  ...['image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts', 'order', 'unsupported'],
]);

/** The code of a browser that a sign-in began in, sent along with whatever words that browser proposed. */
export const startCodeOf = (message: WhatsappMessage): string | undefined =>
  message.type === 'text' ? startCodeIn(Text.safeParse(message).data?.text.body ?? '') : undefined;

const pressOf = (data: string): Input => openingOf(data) ?? { kind: 'callback', data };

/** What a message asks for; null for what asks for nothing: reactions, system notes, types from next year. */
export const parseMessage = (message: WhatsappMessage): Input | null => {
  const text = Text.safeParse(message);
  if (message.type === 'text') return text.success ? inputOf(text.data.text.body) : null;
  const { data: interactive } = Interactive.safeParse(message);
  if (interactive) {
    const { interactive: reply } = interactive;
    return pressOf(reply.type === 'button_reply' ? reply.button_reply.id : reply.list_reply.id);
  }
  const { data: pressed } = TemplateButton.safeParse(message);
  if (pressed) return pressOf(pressed.button.payload);
  return spoken.has(message.type ?? '') ? { kind: 'text' } : null;
};

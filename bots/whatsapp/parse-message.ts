import { z } from 'zod';
import type { Input } from '../dialogue/index.ts';
import { commandNames } from '../dialogue/index.ts';
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

const commandForm = /^\/([a-z0-9_]{1,32})(?:\s+(.*))?$/is;
const names: ReadonlySet<string> = new Set(commandNames);

/** Nobody types slashes in WhatsApp: a command's bare name is the command, too. */
const inputOf = (text: string): Input => {
  const [, name, argument] = commandForm.exec(text.trim()) ?? [];
  if (name) return { kind: 'command', name: name.toLowerCase(), argument: argument?.trim() ?? '' };
  const word = text.trim().toLowerCase();
  return names.has(word) ? { kind: 'command', name: word, argument: '' } : { kind: 'text' };
};

/** Sixteen letters and digits, none of them mistakable, as a word of its own. */
const startCodeForm = /(?<![A-Z0-9])[0-9A-HJKMNP-TV-Z]{16}(?![A-Z0-9])/;

/** The code of a browser that a sign-in began in, sent along with whatever words that browser proposed. */
export const startCodeOf = (message: WhatsappMessage): string | undefined =>
  message.type === 'text'
    ? startCodeForm.exec(Text.safeParse(message).data?.text.body ?? '')?.[0]
    : undefined;

/** Buttons of notify's that open the app: at a screen that a command leads to, or at home. */
const openingOf = (data: string): Input | null => {
  if (data !== 'open' && !data.startsWith('open:')) return null;
  const screen = data.slice('open:'.length);
  return { kind: 'command', name: screen === 'link' || screen === 'security' ? screen : 'app', argument: '' };
};
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

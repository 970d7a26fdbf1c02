import { connectTokenIn } from '@atlas/shared/wire';
import { commandNames, type Input } from './dialogue/index.ts';

const commandForm = /^\/([a-z0-9_]{1,32})(?:\s+(.*))?$/is;
const names: ReadonlySet<string> = new Set(commandNames);

/** A code that connects this messenger, sent as words. */
export const connectingIn = (text: string): Input | null => {
  const argument = connectTokenIn(text);
  return argument ? { kind: 'command', name: 'connect', argument } : null;
};

/** Nobody types slashes in WhatsApp or WeChat: a command's bare name is the command, too. */
export const inputOf = (text: string): Input => {
  const [, name, argument] = commandForm.exec(text.trim()) ?? [];
  if (name)
    return { kind: 'command', name: name.toLowerCase(), argument: argument?.trim() ?? '', typed: text };
  const word = text.trim().toLowerCase();
  return names.has(word)
    ? { kind: 'command', name: word, argument: '', typed: text }
    : (connectingIn(text) ?? { kind: 'text', text });
};

/** Sixteen letters and digits, none of them mistakable, as a word of its own. */
const startCodeForm = /(?<![A-Z0-9])[0-9A-HJKMNP-TV-Z]{16}(?![A-Z0-9])/;

/** The code of a browser that a sign-in began in, among whatever words that browser proposed. */
export const startCodeIn = (text: string): string | undefined => startCodeForm.exec(text)?.[0];

/** Buttons of notify's that open the app, at home or at a screen: what leads there. Null for any other. */
export const openingOf = (data: string): Input | null => {
  if (data !== 'open' && !data.startsWith('open:')) return null;
  const screen = data.slice('open:'.length);
  // These two say what is to be done there, besides.
  if (screen === 'link' || screen === 'security') return { kind: 'command', name: screen, argument: '' };
  return { kind: 'command', name: 'app', argument: screen };
};

import type { Clock, Database } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';
import type { Incoming } from './parse-push.ts';
import { noteLanguage, selectLanguage } from './queries.ts';
import type { Push } from './read-push.ts';

/** Spoken where nothing is known: most people there read the first, and most of the others the second. */
export const unknownLanguages = ['zh', 'en'] as const satisfies readonly Locale[];

/** How long what somebody wrote in is remembered. */
export const languageSeconds = 30 * 86_400;

/** Codes are nobody's words. */
const codeForm = /[0-9A-Z]{16,}/g;

/** The language that words are in, as their script tells it; null where that says too little, as "ok" does. */
export const languageIn = (words: string): Locale | null => {
  const said = words.replace(codeForm, '');
  if (/\p{Script=Han}/u.test(said)) return 'zh';
  if (/\p{Script=Cyrillic}/u.test(said)) return 'ru';
  return /\p{Script=Latin}{3}/u.test(said) ? 'en' : null;
};

/** A command is named the same in every language. */
const wordsOf = ({ Content = '' }: Push, { input, startCode }: Incoming & { kind: 'said' }): string =>
  input.kind === 'text' || startCode ? Content : '';

type Deps = { appId: string; database: Database; clock: Clock };

/** Which language somebody speaks who has no account yet: the one they wrote in last. Null where nobody knows. */
export const createLanguageOf =
  ({ appId, database, clock }: Deps) =>
  async (push: Push, incoming: Incoming): Promise<Locale | null> => {
    const locale = incoming.kind === 'said' ? languageIn(wordsOf(push, incoming)) : null;
    const person = { appId, openid: push.FromUserName };
    if (!locale) return selectLanguage(database, person);
    await noteLanguage(database, { ...person, locale, now: clock() });
    return locale;
  };
export type LanguageOf = ReturnType<typeof createLanguageOf>;

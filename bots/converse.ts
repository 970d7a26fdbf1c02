import type { IdentityPath, Locale } from '@atlas/shared/wire';
import { askWhoItIs, type Input, type Outcome, type Reply, replyTo, turnOf } from './dialogue/index.ts';
import type { Perform } from './perform.ts';
import type { Talk, Told } from './talk.ts';

type Said = Pick<Told, 'updateId' | 'saidAt' | 'deleteSaid'> & {
  identity: IdentityPath;
  /** As the messenger knows them; the account's own name and language go before. */
  person: { displayName: string; locale: Locale; phone?: string };
  input: Input;
  /** What the API did for this very input before; it is not done twice. */
  kept: Outcome | null;
  keep: (outcome: Outcome) => Promise<unknown>;
};

type Conversed = {
  reply: Reply;
  locale: Locale;
  /** They have an account, whose language it is. */
  isKnown: boolean;
};

const readsOnly: ReadonlySet<string> = new Set(['list_sessions', 'preview_connection']);

/**
 * One turn of the dialogue, whichever messenger carries it: an answer in a conversation, or what was asked for is done
 * and put into words.
 */
export const createConverse =
  ({ perform, talk }: { perform: Perform; talk: Talk }) =>
  async ({ kept, keep, ...said }: Said): Promise<Conversed> => {
    const { identity, person, input } = said;
    const account = await perform.account(identity);
    if (account === 'suspended') return { reply: askWhoItIs, locale: person.locale, isKnown: false };
    const isKnown = typeof account === 'object';
    const talked = kept ? null : await talk({ ...said, account });
    if (talked) return { ...talked, isKnown };
    const turn = turnOf(input);
    let outcome: Outcome = kept ?? { is: 'done' };
    if (turn.action && (isKnown || turn.forAnybody) && !kept) {
      outcome = await perform.action(identity, turn.action, person);
      if (!readsOnly.has(turn.action.do)) await keep(outcome);
    }
    const context = {
      account,
      locale: isKnown ? account.locale : person.locale,
      name: isKnown ? account.displayName : person.displayName,
      canDelete: said.deleteSaid !== undefined,
    };
    const reply = replyTo(turn, context, outcome);
    return { reply, locale: reply.locale ?? context.locale, isKnown };
  };

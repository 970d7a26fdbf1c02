import { AtlasError } from '@atlas/shared/errors';
import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { AccountProfile, IdentityPath, Locale } from '@atlas/shared/wire';
import type { PersonApis } from './api-client/index.ts';
import { type Answer, type Conversation, type Conversations, newNonce } from './conversations/index.ts';
import {
  awaitsSecret,
  awaitsWords,
  beginFlow,
  bindChoices,
  buttonIsGone,
  choiceOf,
  commandNames,
  type EntryName,
  entryOf,
  type FlowStep,
  type Input,
  inviteToRegister,
  type Reply,
  saySorry,
  takeStep,
} from './dialogue/index.ts';

export type Told = {
  identity: IdentityPath;
  person: { displayName: string; locale: Locale };
  account: AccountProfile | 'none' | 'unavailable';
  input: Input;
  /** Of the update: what was answered under it is answered the same again. */
  updateId: string;
  saidAt: Date;
  /** Takes back what the person wrote, where the messenger can; false when it would not. */
  deleteSaid?: () => Promise<boolean>;
};

/** What an input means to the conversation that is going on; null for what has nothing to do with it. */
type Heard =
  | { is: 'begin'; entry: EntryName }
  | { is: 'said'; text: string }
  | { is: 'chosen'; choice: string }
  | { is: 'gone' }
  | { is: 'late' }
  | { is: 'cancel' }
  | { is: 'leave' }
  | null;

const commands: ReadonlySet<string> = new Set(commandNames);

const hearWords = (text: string, { state, isExpired }: Conversation): Heard => {
  if (state) return { is: 'said', text };
  return isExpired ? { is: 'late' } : null;
};

const hear = (input: Input, conversation: Conversation): Heard => {
  const { state, nonce } = conversation;
  if (input.kind === 'callback') {
    const entry = entryOf(input.data);
    if (entry) return { is: 'begin', entry };
    const chosen = choiceOf(input.data);
    if (!chosen) return null;
    return state && chosen.nonce === nonce ? { is: 'chosen', choice: chosen.choice } : { is: 'gone' };
  }
  if (input.kind === 'text') return hearWords(input.text ?? '', conversation);
  const { name, typed = '' } = input;
  if (name === 'cancel') return { is: 'cancel' };
  // A login may be a word like "help", and a password may begin with a slash.
  const isBare = !typed.trimStart().startsWith('/') && typed !== '';
  if (state && awaitsWords(state) && (isBare || !commands.has(name))) return hearWords(typed, conversation);
  return state && commands.has(name) ? { is: 'leave' } : null;
};

type Deps = {
  conversations: Conversations;
  personApis: PersonApis;
  clock: Clock;
  logger: Logger;
};

/**
 * Goes on with what a person is in the middle of, or begins it; null for whatever is no matter of a conversation. Called
 * again with the same update after a failure, it answers the same.
 */
export const createTalk = ({ conversations, personApis, clock, logger }: Deps) => {
  const sorry = (error: unknown, isPressed: boolean): Reply => {
    logger.warn(
      { error, code: error instanceof AtlasError ? error.code : 'internal' },
      'a step was not taken',
    );
    // The button must stay, so that it can be pressed again in a minute.
    return isPressed ? { ...saySorry, blocks: [] } : saySorry;
  };

  /** First of all, and also when nothing can be done with it. */
  const takeBack = async (
    { input, deleteSaid }: Told,
    { awaitsSecret: isSecret }: Conversation,
  ): Promise<Reply['blocks']> => {
    const isWords = input.kind === 'text' ? input.text !== undefined : input.kind === 'command';
    if (!isSecret || !isWords) return [];
    const isGone = (await deleteSaid?.()) ?? false;
    return [{ paragraph: { key: isGone ? 'secret.deleted' : 'secret.deleteYourself' } }];
  };

  const answer = async (told: Told): Promise<Answer | null> => {
    const { identity, person, account, input, updateId } = told;
    const from = await conversations.read(identity, updateId);
    if (from.answered) return from.answered;
    const heard = hear(input, from);
    if (!heard) return null;
    const locale = typeof account === 'object' ? account.locale : person.locale;
    if (heard.is === 'gone') return { reply: buttonIsGone, locale };
    const first = heard.is === 'said' || heard.is === 'late' ? await takeBack(told, from) : [];

    const advance = async (step: FlowStep, session: Conversation['session']): Promise<Answer> => {
      const nonce = newNonce();
      const bound = bindChoices(step.reply, nonce);
      const said = { reply: { ...bound, blocks: [...first, ...bound.blocks] }, locale };
      await conversations.advance(identity, from, {
        ...{ updateId, nonce, state: step.next, awaitsSecret: awaitsSecret(step.next), answer: said },
        session: step.next ? session : null,
      });
      return said;
    };
    const over = (reply: Reply) => advance({ next: null, reply }, null);

    switch (heard.is) {
      case 'late':
        return over({ blocks: [{ paragraph: { key: 'flow.expired' } }], buttons: [] });
      case 'cancel':
        return over({
          blocks: [{ paragraph: { key: from.state ? 'flow.cancelled' : 'flow.nothing' } }],
          buttons: [],
        });
      case 'leave':
        await conversations.leave(identity, from, updateId);
        return null;
    }
    if (account === 'none' && !(heard.is === 'begin' && heard.entry === 'register'))
      return over(inviteToRegister);

    const api = personApis(identity, {
      person: {
        displayName: person.displayName,
        locale: person.locale,
        saidAt: new Date(Math.min(told.saidAt.getTime(), clock().getTime())).toISOString(),
      },
      key: `chat.${identity.messenger}.${updateId}`,
      session: from.session,
    });
    const tools = { api, canDelete: told.deleteSaid !== undefined };
    let step: FlowStep;
    try {
      if (heard.is === 'begin') step = await beginFlow(heard.entry, tools);
      else if (from.state === null) return { reply: buttonIsGone, locale };
      else step = await takeStep(from.state, heard.is === 'said' ? heard : { choice: heard.choice }, tools);
    } catch (error) {
      const reply = sorry(error, input.kind === 'callback');
      return { reply: { ...reply, blocks: [...first, ...reply.blocks] }, locale };
    }
    return advance(step, api.session());
  };
  return answer;
};
export type Talk = ReturnType<typeof createTalk>;

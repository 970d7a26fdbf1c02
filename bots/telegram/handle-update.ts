import { parseTelegramUser } from '@atlas/shared/init-data';
import type { Database } from '@atlas/shared/ports';
import { type IdentityPath, nearestLocale } from '@atlas/shared/wire';
import type { User } from 'grammy/types';
import {
  buttonIsForeign,
  groupsArePublic,
  type Input,
  type Outcome,
  type Reply,
  replyTo,
  turnOf,
} from '../dialogue/index.ts';
import type { Perform } from '../perform.ts';
import type { Deliver } from './deliver.ts';
import { parseUpdate } from './parse-update.ts';
import { type ClaimedUpdate, keepOutcome, upsertChat } from './queries.ts';

type Deps = {
  botId: string;
  /** The bot's own, once Telegram told it; empty before. */
  username: () => string;
  database: Database;
  perform: Perform;
  deliver: Deliver;
};

export type HandleUpdate = (update: ClaimedUpdate) => Promise<void>;

/** Answers one update. Called again with the same update after a failure; what the API did is not done twice. */
export const createHandleUpdate = ({ botId, username, database, perform, deliver }: Deps): HandleUpdate => {
  const converse = async (from: User, input: Input, { updateId, outcome: kept }: ClaimedUpdate) => {
    const identity: IdentityPath = { messenger: 'telegram', appScope: botId, subject: String(from.id) };
    const person = parseTelegramUser({ ...from });
    const turn = turnOf(input);
    const account = await perform.account(identity);
    const isKnown = typeof account === 'object';
    let outcome: Outcome = kept ?? { is: 'done' };
    if (turn.action && isKnown && !kept) {
      outcome = await perform.action(identity, turn.action);
      if (turn.action.do !== 'list_sessions') await keepOutcome(database, { botId, updateId, outcome });
    }
    const context = {
      account,
      locale: isKnown ? account.locale : nearestLocale(person.languageCode),
      name: isKnown ? account.displayName : person.displayName,
    };
    const reply: Reply = replyTo(turn, context, outcome);
    return { reply, locale: reply.locale ?? context.locale };
  };

  return async (update) => {
    const incoming = parseUpdate(update.body, username());
    switch (incoming.kind) {
      case 'said': {
        const { reply, locale } = await converse(incoming.from, incoming.input, update);
        return deliver.asMessage(incoming.chatId, reply, locale);
      }
      case 'pressed': {
        const { reply, locale } = await converse(incoming.from, incoming.input, update);
        return deliver.asEdit(incoming, reply, locale);
      }
      case 'pressed_elsewhere':
        return deliver.asNotice(
          incoming.queryId,
          buttonIsForeign,
          nearestLocale(incoming.from.language_code),
        );
      case 'called_in_group':
        return deliver.asMessage(
          incoming.chatId,
          groupsArePublic(`https://t.me/${username()}`),
          nearestLocale(incoming.from.language_code),
        );
      case 'membership':
        await upsertChat(database, { ...incoming, botId });
        return;
      case 'nothing':
        return;
    }
  };
};

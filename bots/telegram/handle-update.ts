import { parseTelegramUser } from '@atlas/shared/init-data';
import type { Database } from '@atlas/shared/ports';
import { nearestLocale } from '@atlas/shared/wire';
import type { User } from 'grammy/types';
import { createConverse } from '../converse.ts';
import { buttonIsForeign, groupsArePublic, type Input } from '../dialogue/index.ts';
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
  const answer = createConverse({ perform });
  const converse = (from: User, input: Input, { updateId, outcome: kept }: ClaimedUpdate) => {
    const { displayName, languageCode } = parseTelegramUser({ ...from });
    return answer({
      identity: { messenger: 'telegram', appScope: botId, subject: String(from.id) },
      person: { displayName, locale: nearestLocale(languageCode) },
      input,
      kept,
      keep: (outcome) => keepOutcome(database, { botId, updateId, outcome }),
    });
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

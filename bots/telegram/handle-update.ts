import { parseTelegramUser } from '@atlas/shared/init-data';
import type { Database } from '@atlas/shared/ports';
import { nearestLocale } from '@atlas/shared/wire';
import type { Update, User } from 'grammy/types';
import type { SealedColumn } from '../at-rest.ts';
import { createConverse } from '../converse.ts';
import { buttonIsForeign, groupsArePublic, type Input } from '../dialogue/index.ts';
import type { Perform } from '../perform.ts';
import type { Talk } from '../talk.ts';
import type { Deliver } from './deliver.ts';
import { parseUpdate } from './parse-update.ts';
import { type ClaimedUpdate, keepOutcome, upsertChat } from './queries.ts';

type Deps = {
  botId: string;
  /** The bot's own, once Telegram told it; empty before. */
  username: () => string;
  database: Database;
  perform: Perform;
  talk: Talk;
  deliver: Deliver;
  bodies: SealedColumn<Update>;
};

export type HandleUpdate = (update: ClaimedUpdate) => Promise<void>;

/** Answers one update. Called again with the same update after a failure; what the API did is not done twice. */
export const createHandleUpdate = (deps: Deps): HandleUpdate => {
  const { botId, username, database, perform, talk, deliver, bodies } = deps;
  const answer = createConverse({ perform, talk });
  const converse = (
    from: User,
    input: Input,
    said: { update: ClaimedUpdate; messageId?: number; saidAt?: Date },
  ) => {
    const { displayName, languageCode } = parseTelegramUser({ ...from });
    const { updateId, outcome: kept, receivedAt } = said.update;
    return answer({
      identity: { messenger: 'telegram', appScope: botId, subject: String(from.id) },
      person: { displayName, locale: nearestLocale(languageCode) },
      input,
      kept,
      keep: (outcome) => keepOutcome(database, { botId, updateId, outcome }),
      updateId: `${botId}.${updateId}`,
      saidAt: said.saidAt && said.saidAt < receivedAt ? said.saidAt : receivedAt,
      deleteSaid: async () => said.messageId !== undefined && deliver.takeBack(from.id, said.messageId),
    });
  };

  return async (update) => {
    const incoming = parseUpdate(bodies.open(update.body, update.updateId), username());
    switch (incoming.kind) {
      case 'said': {
        const { from, input, messageId, saidAt, chatId } = incoming;
        const { reply, locale } = await converse(from, input, { update, messageId, saidAt });
        return deliver.asMessage(chatId, reply, locale);
      }
      case 'pressed': {
        const { reply, locale } = await converse(incoming.from, incoming.input, { update });
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

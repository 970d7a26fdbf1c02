import { notFound, Refusal } from '../control/refusal.ts';
import type { ChatMessage, Launch, NewPerson } from '../wire.ts';
import { type BotIdentity, opaqueId } from './bot-identity.ts';
import { toChatMessage } from './chat-view.ts';
import { signContact, signInitData } from './init-data.ts';
import { type MessageContent, type StoredMessage, toApiBot, toApiMessage } from './messages.ts';
import { type PersonRow, toApiChat, toApiUser } from './people.ts';
import { findTextEntities } from './text/find-entities.ts';
import type { World } from './world.ts';

const maxTextLength = 4096;
const startParamForm = /^[A-Za-z0-9_-]{1,512}$/;
/** What the page plays: the Mini App protocol as its clients had it. */
const launchParameters = { tgWebAppVersion: '8.0', tgWebAppPlatform: 'weba' };

const memberOf = (bot: BotIdentity, isBlocked: boolean) =>
  isBlocked
    ? { user: toApiBot(bot), status: 'kicked', until_date: 0 }
    : { user: toApiBot(bot), status: 'member' };

export type Deeds = ReturnType<typeof createDeeds>;

/** What people do in the messenger: each deed changes the chat and tells the bot, together or not at all. */
export const createDeeds = (world: World) => {
  const { bot, people, messages, updates, changes, storage, nowSeconds, clock } = world;

  const getPerson = (id: number): PersonRow => {
    const person = people.find(id);
    if (!person) throw notFound('person');
    return person;
  };
  const getUnblocked = (id: number): PersonRow => {
    const person = getPerson(id);
    if (person.blocked) throw new Refusal(409, 'bot_blocked', 'They blocked the bot: unblock it first.');
    return person;
  };
  const replyTarget = ({ chatId, content }: StoredMessage) =>
    content.reply_to_message_id === undefined
      ? undefined
      : messages.find(chatId, content.reply_to_message_id);

  /** Into the chat, and to the bot. */
  const say = (person: PersonRow, content: MessageContent): ChatMessage => {
    const message = storage.transaction(() => {
      const added = messages.add({ chatId: person.id, sender: 'user', date: nowSeconds(), content });
      updates.add('message', person.id, toApiMessage(added, { person, bot }));
      return added;
    });
    const shown = toChatMessage(message);
    if (!content.write_access_allowed) changes.publish(person.id, { change: 'message', message: shown });
    return shown;
  };

  const checkText = (text: string) => {
    const trimmed = text.trim();
    if (!trimmed) throw new Refusal(422, 'invalid_request', 'A message needs text.');
    if (trimmed.length > maxTextLength)
      throw new Refusal(422, 'invalid_request', 'A message has 4096 characters at the most.');
    return trimmed;
  };

  /** Opening the app from the bot's own button or link, or saying yes when it asks, lets the bot write first. */
  const grantWriteAccess = (person: PersonRow, how: { from_request?: true } = {}): PersonRow => {
    if (!people.grantWriteAccess(person.id)) return person;
    const granted = getPerson(person.id);
    say(granted, { write_access_allowed: how });
    return granted;
  };

  /** A `web_app_query`, which the bot may answer once: what an opening by a button carries. */
  const askWebAppQuery = (id: number): string =>
    storage.transaction(() => {
      const { count } = storage.get<{ count: number }>('select count(*) as count from web_app_query') ?? {
        count: 0,
      };
      const queryId = `AAH${opaqueId(bot, 'web-app-query', `${id}:${count}:${clock().getTime()}`)}`;
      storage.run(
        'insert into web_app_query (id, chat_id, asked_at) values (?, ?, ?)',
        queryId,
        id,
        nowSeconds(),
      );
      return queryId;
    });

  const setBlocked = (id: number, isBlocked: boolean): void => {
    const person = getPerson(id);
    storage.transaction(() => {
      if (!people.setBlocked(id, isBlocked)) return;
      updates.add('my_chat_member', id, {
        chat: toApiChat(person),
        from: toApiUser(person),
        date: nowSeconds(),
        old_chat_member: memberOf(bot, !isBlocked),
        new_chat_member: memberOf(bot, isBlocked),
      });
    });
    world.publishState(id);
  };

  return {
    getPerson,
    join: (person: NewPerson): PersonRow => {
      const created = people.create(person);
      if (!created) throw new Refusal(409, 'username_taken', 'Somebody has that username.');
      return created;
    },
    write: (id: number, text: string): ChatMessage => {
      const person = getUnblocked(id);
      const checked = checkText(text);
      const entities = findTextEntities(checked);
      people.markStarted(id);
      return say(person, { text: checked, ...(entities.length > 0 ? { entities } : {}) });
    },
    edit: (id: number, messageId: number, text: string): ChatMessage => {
      const person = getUnblocked(id);
      const message = messages.find(id, messageId);
      if (message?.sender !== 'user' || message.content.text === undefined)
        throw notFound('message of theirs');
      const checked = checkText(text);
      const { entities: _, ...content } = message.content;
      const found = findTextEntities(checked);
      const edited = storage.transaction(() => {
        const replaced = messages.replace({
          ...message,
          editDate: nowSeconds(),
          content: { ...content, text: checked, ...(found.length > 0 ? { entities: found } : {}) },
        });
        updates.add('edited_message', id, toApiMessage(replaced, { person, bot }));
        return replaced;
      });
      const shown = toChatMessage(edited);
      changes.publish(id, { change: 'edited', message: shown });
      return shown;
    },
    press: (id: number, messageId: number, callbackData: string): void => {
      const person = getUnblocked(id);
      const message = messages.find(id, messageId);
      const rows = message?.content.reply_markup?.inline_keyboard ?? [];
      const isThere = rows
        .flat()
        .some((button) => 'callback_data' in button && button.callback_data === callbackData);
      if (!message || !isThere) throw notFound('button in that message');
      storage.transaction(() => {
        const { lastId } = storage.run(
          'insert into callback_query (chat_id, asked_at) values (?, ?)',
          id,
          nowSeconds(),
        );
        updates.add('callback_query', id, {
          id: String(lastId),
          from: toApiUser(person),
          message: toApiMessage(message, { person, bot, replyTo: replyTarget(message) }),
          chat_instance: chatInstance(bot, id),
          data: callbackData,
        });
      });
    },
    shareContact: (id: number): void => {
      const person = getUnblocked(id);
      const { phone, first_name, last_name } = person;
      people.markStarted(id);
      const contact = { phone_number: phone, first_name, ...(last_name ? { last_name } : {}), user_id: id };
      say(person, { contact });
    },
    allowWriting: (id: number): void => void grantWriteAccess(getUnblocked(id), { from_request: true }),
    /** Only once they shared it: the app asks after the person said yes. */
    requestedContact: (id: number): string => {
      const person = getPerson(id);
      if (!messages.list(id).some(({ content }) => content.contact?.user_id === id)) {
        throw new Refusal(409, 'contact_not_shared', 'They have not shared their contact.');
      }
      return signContact(bot, { person, at: clock() });
    },
    block: (id: number) => setBlocked(id, true),
    unblock: (id: number) => setBlocked(id, false),
    /**
     * Init data of an opening now: by a button of the chat, each of its own `query_id`; with a parameter by the bot's
     * link, `https://t.me/<bot>?startapp=…`, which signs the same for all openings of one second.
     */
    openApp: (id: number, startParam?: string): string => {
      if (startParam !== undefined && !startParamForm.test(startParam)) {
        throw new Refusal(422, 'invalid_request', 'startParam has 1 to 512 of A-Z a-z 0-9 _ -.');
      }
      const person = grantWriteAccess(getPerson(id));
      const opening =
        startParam === undefined
          ? { queryId: askWebAppQuery(id) }
          : { chatInstance: chatInstance(bot, id), startParam };
      return signInitData(bot, { person, opening, at: clock() });
    },
    /** A web_app button or the menu button: the address for the frame, on the person's own origin. */
    launch: (id: number, url: string): Launch => {
      const person = grantWriteAccess(getPerson(id));
      const opening = { queryId: askWebAppQuery(id) };
      const initData = signInitData(bot, { person, opening, at: clock() });
      return toLaunch(url, { publicUrl: world.publicUrl, personOrigin: people.originOf(person), initData });
    },
  };
};

/** The same for every opening from one chat: a signed 64-bit number as text. */
const chatInstance = (bot: BotIdentity, id: number): string =>
  Buffer.from(opaqueId(bot, 'chat-instance', id, 8), 'base64url')
    .readBigInt64BE()
    .toString();

const isLoopbackName = (hostname: string) =>
  /^(.+\.)?localhost$/.test(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]';

const toLaunch = (
  url: string,
  { publicUrl, personOrigin, initData }: { publicUrl: string; personOrigin: string; initData: string },
): Launch => {
  const target = new URL(url);
  // Ours goes to the person's own origin; a mini app served elsewhere stays where it is.
  const isOurs = isLoopbackName(target.hostname) && target.port === new URL(publicUrl).port;
  const origin = isOurs ? personOrigin : target.origin;
  const hash = new URLSearchParams({ tgWebAppData: initData, ...launchParameters })
    .toString()
    .replaceAll('+', '%20');
  return { src: `${origin}${target.pathname}${target.search}#${hash}`, origin };
};

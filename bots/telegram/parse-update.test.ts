import type { Message, Update } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { chatIdOf, parseUpdate } from './parse-update.ts';

const from = { id: 42, is_bot: false, first_name: 'Anna' };
const chat = { id: 42, type: 'private' };
const group = { id: -100, type: 'supergroup', title: 'Runners' };
const said = (fields: object) =>
  ({ update_id: 1, message: { message_id: 1, date: 1, chat, from, ...fields } }) as Update;
const pressed = (fields: object) =>
  ({
    update_id: 1,
    callback_query: { id: '7', from, chat_instance: '1', data: 'sessions', ...fields },
  }) as Update;
const parse = (update: Update) => parseUpdate(update, 'Atlas_Bot');

describe('what an update means', () => {
  it.each([
    ['/start', 'start', ''],
    ['/start spring', 'start', 'spring'],
    ['/START  spring ', 'start', 'spring'],
    ['/start@Atlas_Bot spring', 'start', 'spring'],
    ['/start\nspring', 'start', 'spring'],
  ])('%j is a command', (text, name, argument) => {
    expect(parse(said({ text }))).toMatchObject({
      kind: 'said',
      chatId: 42,
      input: { kind: 'command', name, argument },
    });
  });

  it.each(['hello', '/', '/ start', 'see /start', '/старт', '//start'])('%j is text', (text) => {
    expect(parse(said({ text }))).toMatchObject({ kind: 'said', input: { kind: 'text' } });
  });

  it('a picture is something said, a note of the messenger is not', () => {
    expect(parse(said({ sticker: {} }))).toMatchObject({ kind: 'said', input: { kind: 'text' } });
    expect(parse(said({ write_access_allowed: {} }))).toEqual({ kind: 'nothing' });
  });

  it('in groups only a command that names us is for us', () => {
    expect(parse(said({ chat: group, text: '/help@atlas_bot' }))).toEqual({
      kind: 'called_in_group',
      chatId: -100,
      from,
    });
    for (const text of ['/help', '/help@other_bot', 'hi @atlas_bot']) {
      expect(parse(said({ chat: group, text }))).toEqual({ kind: 'nothing' });
    }
    // Before Telegram told us our name, no command can name us.
    expect(parseUpdate(said({ chat: group, text: '/help' }), '')).toEqual({ kind: 'nothing' });
  });

  it('a button counts in the presser’s own chat only', () => {
    const message = { message_id: 5, date: 0, chat } as unknown as Message;
    expect(parse(pressed({ message }))).toMatchObject({
      kind: 'pressed',
      messageId: 5,
      chatId: 42,
      input: { data: 'sessions' },
    });
    for (const fields of [
      {},
      { message: { ...message, chat: group } },
      { message: { ...message, chat: { ...chat, id: 43 } } },
    ]) {
      expect(parse(pressed(fields))).toEqual({ kind: 'pressed_elsewhere', queryId: '7', from });
    }
  });

  it('tells who blocked us', () => {
    const member = (status: string) =>
      ({ update_id: 1, my_chat_member: { chat, from, date: 60, new_chat_member: { status } } }) as Update;
    expect(parse(member('kicked'))).toEqual({
      kind: 'membership',
      chatId: 42,
      isBlocked: true,
      changedAt: new Date(60_000),
    });
    expect(parse(member('member'))).toMatchObject({ isBlocked: false });
  });

  it('belongs to the chat it happened in', () => {
    expect(chatIdOf(said({ chat: group }))).toBe(-100);
    expect(chatIdOf(pressed({}))).toBe(42);
    expect(chatIdOf({ update_id: 1 })).toBeNull();
  });
});

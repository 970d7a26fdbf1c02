import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf } from '../api/testing/index.ts';
import { type Chatter, inTelegram, inWhatsapp, startBots, type TestBots } from './testing/index.ts';

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

const password = 'winter-garden 42';
const login = 'anna@example.com';

const newAnna = async () => {
  const person = await bots.newPerson();
  return { person, chat: inTelegram(bots, person) };
};
const registered = async () => {
  const anna = await newAnna();
  const session = await bots.api.signIn(anna.person.id);
  return { ...anna, ...session };
};
const untilPassword = async (chat: Chatter) => {
  await chat.write('/link');
  await chat.press('Go on here');
  return chat.write(login);
};
const inSecurity = async (chat: Chatter, label: string) => {
  await chat.write('/security');
  await chat.press('Go on here');
  return chat.press(label);
};
const typesOf = async (accountId: string) =>
  (await bots.api.events()).filter(({ subject }) => subject === accountId).map(({ type }) => type);
/** Every row of every table, as a thief of the disk reads them. */
const everything = async () => {
  const tables = await bots.database.query<{ name: string }>({
    text: `select format('%I.%I', schemaname, tablename) as name from pg_tables
           where schemaname not in ('pg_catalog', 'information_schema')`,
  });
  const rows = await Promise.all(
    tables.map(({ name }) => bots.database.query({ text: `select t::text as row from ${name} t` })),
  );
  return JSON.stringify(rows);
};

describe('registering by a tap', () => {
  it('registers nobody who only asked, and whoever is unknown goes nowhere else', async () => {
    const { person, chat } = await newAnna();
    expect((await chat.write('/register')).text).toMatch(/^Registering means/);
    await bots.telegram('sendMessage', {
      chat_id: person.id,
      text: 'old',
      reply_markup: { inline_keyboard: [[{ text: 'Link', callback_data: 'do:link' }]] },
    });
    expect((await chat.press('Link')).text).toMatch(/^You are not registered yet/);
    const found = await bots.database.query({
      text: 'select id from identities where subject = $1',
      values: [String(person.id)],
    });
    expect(found).toEqual([]);
  });

  it('is seen among the devices, and can be signed out there', async () => {
    const { chat } = await newAnna();
    await chat.write('/register');
    expect((await chat.press('Register me')).text).toMatch(/^You are registered\./);
    expect((await chat.write('/sessions')).text).toContain('Telegram chat');
  });
});

describe('a password in the chat', () => {
  it('is deleted as it arrives, and lies nowhere in clear while it waits or afterwards', async () => {
    const { person, chat } = await registered();
    expect((await untilPassword(chat)).text).toMatch(/I delete your message as soon as it arrives/);
    await bots.replaceBots({}, false);
    await person.write(password);
    await expect.poll(async () => (await bots.updates()).at(-1)?.state, { timeout: 5000 }).toBe('waiting');
    expect(await everything()).not.toContain(password);
    await bots.replaceBots();
    await expect.poll(async () => (await chat.last()).text, { timeout: 10_000 }).toMatch(/^I have deleted/);
    expect(JSON.stringify(await person.chat())).not.toContain(password);
    expect(await everything()).not.toContain(password);
    expect(bots.logs.join('\n')).not.toContain(password);
  });

  it('that comes after ten minutes is deleted all the same, and not used', async () => {
    const { person, chat } = await registered();
    await untilPassword(chat);
    bots.clock.advanceSeconds(601);
    const late = await chat.write(password);
    expect(late.text).toBe(
      'I have deleted your message.\n\nThat took too long, so I have forgotten it. Please begin again.',
    );
    expect(JSON.stringify(await person.chat())).not.toContain(password);
    expect((await chat.write(password)).text).toMatch(/^I did not understand that/);
  });

  it('stays in WhatsApp until the person deletes it, and that is said before it is asked for', async () => {
    const wendy = inWhatsapp(bots, await bots.newWhatsappPerson());
    await wendy.write('register');
    await wendy.press('Register me');
    expect((await wendy.write('link')).text).toContain('stays in this chat until you delete it');
    await wendy.press('Go on here');
    expect((await wendy.write('help')).text).toMatch(/^And your password there\?/);
    const answer = await wendy.write('link');
    expect(answer.text).toMatch(/^Please delete your message now/);
    expect(answer.text).toContain('Login or password is not right');
  });

  it('comes after the second factor, where there is one', async () => {
    const { chat, accessToken } = await registered();
    const factors = secondFactorsOf(bots.api);
    const { secret } = await factors.enrol({ kind: 'totp' }, { accessToken });
    await chat.write('/link');
    expect((await chat.press('Go on here')).text).toMatch(/^This needs your second factor/);
    expect((await chat.press('Authenticator')).text).toMatch(/six digits/);
    expect((await chat.write(factors.nextTotpCode(secret))).text).toMatch(/^What is your login/);
  });
});

describe('what somebody else does', () => {
  it('with the buttons of a conversation, changes nothing', async () => {
    const { chat } = await registered();
    const mallory = await registered();
    await chat.write('/security');
    const { buttons } = await chat.press('Go on here');
    const data = buttons.find(({ label }) => label === 'Add SMS')?.data as string;
    await mallory.chat.write('/security');
    await mallory.chat.press('Go on here');
    await bots.telegram('sendMessage', {
      chat_id: mallory.person.id,
      text: 'forged',
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] },
    });
    const { messageId } = (await mallory.person.answers()).at(-1) as { messageId: number };
    const before = (await bots.updates()).length;
    await mallory.person.press(messageId, data);
    const handled = async () => (await bots.updates()).slice(before).map(({ state }) => state);
    await expect.poll(handled, { timeout: 10_000 }).toEqual(['handled']);
    expect((await mallory.chat.last()).text).toBe('forged');
    expect((await chat.press('Add SMS')).text).toMatch(/^Which number/);
  });

  it('in a group, is no answer', async () => {
    const { person, chat } = await registered();
    await untilPassword(chat);
    const from = { id: person.id, is_bot: false, first_name: 'Anna' };
    const date = Math.floor(bots.clock().getTime() / 1000);
    const group = { id: -100_1, type: 'supergroup', title: 'Group' };
    await bots.post({
      update_id: 910_000_001,
      message: { message_id: 1, date, chat: group, from, text: 'a word to the others' },
    });
    expect((await chat.write(password)).text).toMatch(/Login or password is not right/);
  });
});

describe('the same again', () => {
  it('is done once: a button pressed twice, and an update delivered again', async () => {
    const { person, chat, account } = await registered();
    const shown = await inSecurity(chat, 'Add e-mail');
    expect(shown.text).toMatch(/^Which e-mail address/);
    const date = Math.floor(bots.clock().getTime() / 1000);
    const from = { id: person.id, is_bot: false, first_name: 'Anna', language_code: 'en' };
    const update = {
      update_id: 920_000_000 + person.id,
      message: {
        ...{ message_id: 77, date, chat: { id: person.id, type: 'private' }, from },
        text: 'again@example.com',
      },
    };
    await Promise.all([bots.post(update), bots.post(update), bots.post(update)]);
    await expect
      .poll(async () => (await chat.last()).text, { timeout: 10_000 })
      .toMatch(/^A code is on its way/);
    const sends = (await bots.api.commands()).filter(({ subject }) => subject === account.id);
    expect(sends.map(({ type }) => type)).toEqual(['notify.send_code.v1']);
    const message = (await person.answers()).at(-1) as { messageId: number };
    const cancel = (await chat.last()).buttons.find(({ label }) => label === 'Cancel')?.data as string;
    await Promise.all([person.press(message.messageId, cancel), person.press(message.messageId, cancel)]);
    await expect.poll(async () => (await chat.last()).text, { timeout: 10_000 }).toMatch(/^Stopped\./);
  });

  it('goes on after a restart, and stops at /cancel', async () => {
    const { chat } = await registered();
    await untilPassword(chat);
    await bots.replaceBots();
    expect((await chat.write('/cancel')).text).toBe('Stopped. Nothing was changed.');
    expect((await chat.write('/cancel')).text).toBe('There is nothing to stop.');
    expect((await chat.write(password)).text).toMatch(/^I did not understand that/);
  });

  it('waits while the API is away, and is answered once it is back', async () => {
    const { chat } = await registered();
    await inSecurity(chat, 'Add SMS');
    await bots.replaceBots({ config: { apiUrl: 'http://127.0.0.1:1' } });
    expect((await chat.write('+4915112345690')).text).toMatch(/^We can’t do that just now/);
    await bots.replaceBots();
    expect((await chat.write('+4915112345690')).text).toMatch(/^A code is on its way/);
  });
});

describe('codes', () => {
  it('guessed in the chat are counted where the app’s are, and the wait is said', async () => {
    const { chat, accessToken, account, person } = await registered();
    const factors = secondFactorsOf(bots.api);
    const { factor, secret } = await factors.enrol({ kind: 'totp' }, { accessToken });
    const wrong = otherCode(factors.totpCode(secret));
    await chat.write('/link');
    await chat.press('Go on here');
    await chat.press('Authenticator');
    for (const left of [4, 3, 2, 1])
      expect((await chat.write(wrong)).text).toMatch(new RegExp(`${left} (?:try|tries) left`));
    await chat.write(wrong);
    const app = await bots.api.signIn(person.id);
    for (let n = 0; n < 4; n += 1) {
      const id = await factors.challenge({ factorId: factor.id }, app);
      for (let m = 0; m < 5; m += 1) await factors.answer(id, wrong, app);
    }
    await chat.write('/cancel');
    await chat.write('/link');
    await chat.press('Go on here');
    await chat.press('Authenticator');
    expect((await chat.write(factors.nextTotpCode(secret))).text).toMatch(
      /too many wrong codes.+\n\nYou can try again in \d+ (?:minutes?|hours?)\./s,
    );
    expect(await typesOf(account.id)).toContain('suspicious.activity.v1');
  });

  it('are not sent too often, and when they are again is said', async () => {
    const { chat } = await registered();
    await inSecurity(chat, 'Add SMS');
    expect((await chat.write('call me')).text).toMatch(/^That does not look right/);
    await chat.write('+4915112345691');
    await chat.press('New code');
    expect((await chat.last()).text).toMatch(
      /^A code was sent a moment ago\.\n\nYou can try again in \d+ seconds?\./,
    );
  });

  it('for the day the telephone is lost stand in the chat for five minutes, and when they are asked for', async () => {
    const { person, chat, account } = await registered();
    await inSecurity(chat, 'Add authenticator');
    const setup = (await bots.api.commands()).findLast(({ subject }) => subject === account.id);
    const { secret } = (setup as { secret: { secret: string } }).secret;
    const offered = await chat.write(secondFactorsOf(bots.api).totpCode(secret));
    expect(offered.text).not.toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}/);
    const [code] = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec((await chat.press('Show them')).text) ?? [];
    expect(await everything()).not.toContain(code);
    expect((await chat.write('AAAAA-AAAAA')).text).toMatch(/That code is not right/);
    expect((await chat.write(code as string)).text).toMatch(/^I have deleted your message\.\n\nWell kept\./);
    expect(JSON.stringify(await person.chat())).toContain(code);
    bots.clock.advanceSeconds(301);
    await expect
      .poll(async () => JSON.stringify(await person.chat()).includes(code as string), { timeout: 10_000 })
      .toBe(false);
  });
});

describe('removing and getting back in', () => {
  it('takes a factor off after its code, and a lost one after a day', async () => {
    const { chat, accessToken, account } = await registered();
    const factors = secondFactorsOf(bots.api);
    const { secret } = await factors.enrol({ kind: 'totp' }, { accessToken });
    expect((await inSecurity(chat, 'I lost them all')).text).toMatch(/^Are they all lost\?/);
    expect((await chat.press('Start the waiting')).text).toMatch(/^From .+ UTC on they can be taken off/);
    await inSecurity(chat, 'How far is it?');
    expect((await chat.press('Stop it')).text).toMatch(/^Stopped\. Your second factors stay/);

    await inSecurity(chat, 'Remove one');
    await chat.press('Authenticator');
    await chat.press('Authenticator');
    expect((await chat.write(factors.nextTotpCode(secret))).text).toMatch(/It is your last one/);
    expect((await chat.press('Yes, remove')).text).toBe('Authenticator is removed.');
    expect((await typesOf(account.id)).slice(-4)).toEqual(
      expect.arrayContaining(['recovery.cancelled.v1', 'two_factor.disabled.v1']),
    );
  });
});

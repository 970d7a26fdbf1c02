import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhatsappMessage } from '../../sandbox/wire.ts';
import { startBots, type TestBots } from '../testing/index.ts';

type Person = Awaited<ReturnType<TestBots['newWhatsappPerson']>>;
const within = { timeout: 10_000, interval: 20 };

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

const answersTo = async (
  person: Person,
  act: () => Promise<unknown>,
  count = 1,
): Promise<WhatsappMessage[]> => {
  const before = (await person.answers()).length;
  await act();
  await expect.poll(async () => (await person.answers()).length, within).toBe(before + count);
  return (await person.answers()).slice(before);
};
const register = async (person: Person): Promise<void> => {
  const [answer] = await answersTo(person, () => person.write('start'));
  const loginToken = new URLSearchParams(new URL(answer?.link?.url ?? '').hash.slice(1)).get('login');
  const { status } = await bots.api.post('/v1/sessions/whatsapp', { loginToken });
  expect(status).toBe(201);
};
const isHandled = () =>
  expect
    .poll(async () => (await bots.whatsappUpdates()).filter(({ state }) => state !== 'handled'), within)
    .toEqual([]);

/** What the chat on their phone shows as it happens. */
const watch = async (person: Person) => {
  const end = new AbortController();
  const { body } = await fetch(`${bots.url}/sandbox/control/whatsapp/users/${person.id}/stream`, {
    signal: end.signal,
  });
  let seen = '';
  const reading = (async () => {
    for await (const chunk of body ?? []) seen += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  return {
    changes: () => [...seen.matchAll(/"change":"(\w+)"/g)].map(([, change]) => change),
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await reading;
    },
  };
};

describe('whoever writes', () => {
  it('sees that it was read, once, and that an answer is being written, before it comes', async () => {
    const anna = await bots.newWhatsappPerson();
    await using phone = await watch(anna);
    await answersTo(anna, () => anna.write('start'));
    await expect.poll(async () => (await anna.chat())[0]?.status, within).toBe('read');
    await isHandled();
    expect(phone.changes()).toEqual(['message', 'read', 'typing', 'message']);
  });

  it('is answered all the same where that can’t be shown', async () => {
    const anna = await bots.newWhatsappPerson();
    const value = {
      messaging_product: 'whatsapp',
      metadata: { phone_number_id: bots.sandbox.whatsapp.phoneNumberId },
      messages: [
        {
          ...{ id: 'wamid.nobody-knows', from_user_id: anna.id, type: 'text', text: { body: 'help' } },
          timestamp: String(Math.floor(bots.clock().getTime() / 1000)),
        },
      ],
    };
    // They may be written to: they wrote before.
    await answersTo(anna, () => anna.write('help'));
    const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
    await answersTo(anna, () => bots.postWhatsapp({ object: 'whatsapp_business_account', entry }));
  });
});

describe('a number', () => {
  const kept = async ({ id }: Person) =>
    (
      await bots.database.query({
        text: 'select from messenger_phones p join identities i on i.id = p.identity_id where i.subject = $1',
        values: [id],
      })
    ).length;

  it('that WhatsApp shows is told to the API once there is an account', async () => {
    const anna = await bots.newWhatsappPerson({ name: 'Anna', phone: '+12025550152' });
    await answersTo(anna, () => anna.write('help'));
    await isHandled();
    expect(await kept(anna)).toBe(0);
    await register(anna);
    await answersTo(anna, () => anna.write('help'));
    await expect.poll(() => kept(anna), within).toBe(1);
    expect(bots.logs.join('')).not.toContain('2025550152');
  });

  it('that it does not show is asked for where it is of use, once, and kept when it is shared', async () => {
    const zoe = await bots.newWhatsappPerson({ name: 'Zoë', username: 'zoe.two' });
    await register(zoe);
    const answers = await answersTo(zoe, () => zoe.write('security'), 3);
    const asking = answers.find(({ asksForContact }) => asksForContact);
    expect(asking?.text).toMatch(/^Share your number here/);
    const [thanks] = await answersTo(zoe, () => zoe.share({ messageId: asking?.messageId ?? '' }));
    expect(thanks?.text).toMatch(/^Thank you, your number is kept/);
    expect(await kept(zoe)).toBe(1);
    const later = await answersTo(zoe, () => zoe.write('security'), 2);
    expect(later.some(({ asksForContact }) => asksForContact)).toBe(false);
  });

  it.each(['no one’s card', 'the card of somebody else', 'a card with another’s user id', 'two cards'])(
    'is not kept from %s',
    async (which) => {
      const zoe = await bots.newWhatsappPerson({ name: 'Zoë' });
      await register(zoe);
      const card = { phones: [{ wa_id: '12025550153' }] };
      const contacts = {
        'no one’s card': [],
        'the card of somebody else': [{ ...card, origin: 'other' }],
        'a card with another’s user id': [{ ...card, origin: 'contact_request', user_id: 'US.1' }],
        'two cards': [
          { ...card, origin: 'contact_request' },
          { ...card, origin: 'contact_request' },
        ],
      }[which];
      const value = {
        messaging_product: 'whatsapp',
        metadata: { phone_number_id: bots.sandbox.whatsapp.phoneNumberId },
        messages: [
          {
            ...{ id: `wamid.${which}`, from_user_id: zoe.id, type: 'contacts', contacts },
            timestamp: String(Math.floor(bots.clock().getTime() / 1000)),
          },
        ],
      };
      const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
      const [answer] = await answersTo(zoe, () =>
        bots.postWhatsapp({ object: 'whatsapp_business_account', entry }),
      );
      expect(answer?.text).toMatch(/^That is not your own contact/);
      expect(await kept(zoe)).toBe(0);
    },
  );

  it('that is another’s is not kept of whoever shows their own', async () => {
    const anna = await bots.newWhatsappPerson({ name: 'Anna', phone: '+12025550154' });
    const [invited] = await answersTo(anna, () => anna.share({}));
    expect(invited?.text).toMatch(/not registered yet/);
    await register(anna);
    const [foreign] = await answersTo(anna, () => anna.share({ phone: '+12025550155' }));
    expect(foreign?.text).toMatch(/^That is not your own contact/);
    const [own] = await answersTo(anna, () => anna.share({}));
    expect(own?.text).toMatch(/^Thank you/);
    expect(await kept(anna)).toBe(1);
  });
});

describe('a word about marketing', () => {
  it('is handed on to whoever writes to people', async () => {
    const { businessId, phoneNumberId } = bots.sandbox.whatsapp;
    const anna = await bots.newWhatsappPerson();
    await bots.database.query({
      text: `insert into notify.recipients (account_id, display_name, locale) values ('01890000-0000-7000-8000-00000000000a', 'Anna', 'en')`,
    });
    await bots.database.query({
      text: `insert into notify.addresses (account_id, channel, app_scope, address)
             values ('01890000-0000-7000-8000-00000000000a', 'whatsapp', $1, $2)`,
      values: [businessId, anna.id],
    });
    const say = (word: string, at: number, category = 'marketing_messages') => {
      const told = { user_id: anna.id, detail: 'x', category, value: word, timestamp: at };
      const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneNumberId } };
      const changes = [{ field: 'user_preferences', value: { ...value, user_preferences: [told] } }];
      return bots.postWhatsapp({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
    };
    const stopped = async () => {
      const [row] = await bots.database.query<{ stopped: boolean }>({
        text: 'select marketing_stopped_at is not null as stopped from notify.addresses where address = $1',
        values: [anna.id],
      });
      return row?.stopped;
    };
    await say('stop', 1_790_000_000, 'of_next_year');
    await say('stop', 1_790_000_001);
    await expect.poll(stopped, within).toBe(true);
    await say('resume', 1_790_000_002);
    await expect.poll(stopped, within).toBe(false);
  });
});

import { randomUUID } from 'node:crypto';
import type { ChannelMessage } from '@atlas/shared/ports';
import { channelContract } from '@atlas/shared/ports/channel.contract';
import { newTraceparent } from '@atlas/shared/trace';
import { createGraphClient, createTemplateRegistry } from '@atlas/shared/whatsapp';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/testing/start-sandbox.ts';
import { startGraphApiServer } from '../../testing/index.ts';
import { createWhatsappChannel } from './whatsapp-channel.ts';

const business = {
  accessToken: 'EAA-token-of-the-test',
  phoneNumberId: '106540352242922',
  businessId: '1234567890',
};

channelContract('WhatsApp', async () => {
  const server = await startGraphApiServer();
  const channel = createWhatsappChannel({
    ...business,
    apiRoot: server.apiRoot,
    isWindowOpen: async () => true,
    timeoutMs: 1000,
  });
  return {
    channel,
    addresses: ['US.10000000000000000001', 'US.10000000000000000002'],
    waitSeconds: 4,
    tellsLimitsApart: true,
    setMood: (mood) => server.setMood(mood),
    received: () =>
      server.taken.map(({ recipient, text, buttonTexts, traceparent }) => ({
        address: recipient,
        text,
        buttonTexts: [buttonTexts],
        traceparent,
      })),
    [Symbol.asyncDispose]: async () => {
      await channel.close();
      await server[Symbol.asyncDispose]();
    },
  };
});

const refused = (code: string) => ({ outcome: 'refused', code, recipientGone: false });

/** The channel before the sandbox's Cloud API, with somebody who wrote, or did not. */
const start = async ({ wrote = true, hasTemplates = true } = {}) => {
  const sandbox = await startSandbox();
  const person = await sandbox.joinWhatsapp({ phone: '+12025550199' }, { wrote });
  const { businessAccountId, ...rest } = sandbox.sandbox.whatsapp;
  const channel = createWhatsappChannel({
    ...rest,
    accountId: businessAccountId,
    isWindowOpen: async () => wrote,
  });
  if (hasTemplates)
    await createTemplateRegistry({ graph: createGraphClient(rest), accountId: businessAccountId }).create({
      traceparent: newTraceparent(),
      signal: AbortSignal.timeout(5000),
    });
  const review = (name: string, status: string) =>
    sandbox.control('POST', `/whatsapp/templates/${name}/review`, { status });
  const send = (more: Partial<ChannelMessage> = {}) =>
    channel.send({
      deliveryId: randomUUID(),
      address: person.id,
      text: 'Hello\n\n*there*',
      traceparent: newTraceparent(),
      ...more,
    });
  const last = async () => (await sandbox.whatsappChat(person.id)).at(-1);
  return {
    send,
    review,
    last,
    [Symbol.asyncDispose]: async () => {
      await channel.close();
      await sandbox[Symbol.asyncDispose]();
    },
  };
};
const answers = (...texts: string[]) => [texts.map((text) => ({ text, callbackData: `say:${text}` }))];

describe('within 24 hours of a person’s last word', () => {
  it('a message goes out as it is, and what opens the app is a button that the bot answers with a link', async () => {
    await using t = await start();
    const buttons = [
      ...answers('Yes'),
      [{ text: 'Open security', webAppUrl: 'https://atlas.example/miniapp/?screen=security' }],
      [{ text: 'Copy', copyText: 'ABC' }],
    ];
    expect(await t.send({ buttons })).toMatchObject({
      outcome: 'sent',
      providerMessageId: expect.stringMatching(/^wamid/),
    });
    expect(await t.last()).toMatchObject({
      text: 'Hello\n\n*there*',
      buttons: [
        { id: 'say:Yes', title: 'Yes' },
        { id: 'open:security', title: 'Open security' },
      ],
    });
  });

  it('more or longer buttons are a list, long words too, and links stand below the words', async () => {
    await using t = await start();
    await t.send({ buttons: answers('1', '2', '3', '4') });
    expect((await t.last())?.list?.rows).toHaveLength(4);
    await t.send({ buttons: answers('A button with far more than twenty characters') });
    expect((await t.last())?.list?.rows).toMatchObject([{ title: 'A button with far more…' }]);
    await t.send({ text: 'x'.repeat(2000), buttons: answers('Yes') });
    expect((await t.last())?.list?.rows).toHaveLength(1);
    await t.send({ buttons: [[{ text: 'Terms', url: 'https://atlas.example/terms' }]] });
    expect((await t.last())?.text).toBe('Hello\n\n*there*\n\nTerms: https://atlas.example/terms');
  });

  it('a picture goes out above its caption', async () => {
    await using t = await start();
    expect(await t.send({ picture: new Uint8Array([137, 80, 78, 71]) })).toMatchObject({ outcome: 'sent' });
    expect(await t.last()).toMatchObject({ text: 'Hello\n\n*there*', photo: expect.stringMatching(/media/) });
  });
});

describe('later than that', () => {
  it('a message goes out in one line, framed by a template that is made when it is missing', async () => {
    await using t = await start({ wrote: false, hasTemplates: false });
    for (const _ of [1, 2]) {
      expect(await t.send({ buttons: answers('Yes') })).toMatchObject({ outcome: 'sent' });
      expect(await t.last()).toMatchObject({
        text: '💬 Hello *there* · Atlas',
        buttons: [{ id: 'open', title: 'Atlas' }],
      });
    }
  });

  it('a picture is refused, so that another channel has its turn', async () => {
    await using t = await start({ wrote: false });
    const picture = new Uint8Array([1]);
    expect(await t.send({ picture })).toEqual(refused('window_closed'));
    expect(await t.last()).toBeUndefined();
  });

  it('is also when nobody can tell', async () => {
    const server = await startGraphApiServer();
    await using _server = server;
    const channel = createWhatsappChannel({
      ...business,
      apiRoot: server.apiRoot,
      isWindowOpen: () => Promise.reject(new Error('database away')),
    });
    const message = { deliveryId: randomUUID(), address: 'US.1', text: 'x', traceparent: newTraceparent() };
    expect(await channel.send(message)).toMatchObject({ outcome: 'sent' });
    expect(server.taken[0]?.body).toMatchObject({
      type: 'template',
      biz_opaque_callback_data: message.deliveryId,
    });
    await channel.close();
  });
});

describe('a code', () => {
  const code = { isCode: true, code: '730461', text: 'Your code is `730461`' } as const;
  const withPhone = { ...code, phone: '+12025550199' };

  it.each([true, false])(
    'goes under a button that copies it, within 24 hours or later (%s)',
    async (wrote) => {
      await using t = await start({ wrote });
      expect(await t.send(withPhone)).toMatchObject({ outcome: 'sent' });
      expect(await t.last()).toMatchObject({
        text: '730461 is your verification code. For your security, do not share this code.',
        footer: 'This code expires in 5 minutes.',
        copyCode: { title: 'Copy code', code: '730461' },
      });
    },
  );

  it('is asked for in the language of the person, else in one that the template is there in', async () => {
    const server = await startGraphApiServer();
    await using _server = server;
    const channel = createWhatsappChannel({
      ...business,
      apiRoot: server.apiRoot,
      isWindowOpen: async () => false,
    });
    const message = {
      deliveryId: randomUUID(),
      address: 'US.1',
      traceparent: newTraceparent(),
      ...withPhone,
    };
    await channel.send({ ...message, locale: 'zh' });
    expect(server.taken[0]?.body).toMatchObject({
      to: '12025550199',
      template: { name: 'atlas_code', language: { code: 'zh_CN' } },
    });
    server.refuse({ status: 404, code: 132001 });
    expect(await channel.send({ ...message, locale: 'ru' })).toEqual(refused('template_missing'));
    expect(server.asked.slice(-2)).toMatchObject([
      { template: { language: { code: 'ru' } } },
      { template: { language: { code: 'en' } } },
    ]);
    await channel.close();
  });

  it('goes in our own words to whoever shows no number, while they may be written to', async () => {
    await using open = await start();
    expect(await open.send(code)).toMatchObject({ outcome: 'sent' });
    expect(await open.last()).toMatchObject({ text: 'Your code is `730461`' });
    await using closed = await start({ wrote: false });
    expect(await closed.send(code)).toEqual(refused('needs_phone'));
    expect(await closed.last()).toBeUndefined();
  });

  it.each([
    ['PAUSED', 'template_paused'],
    ['DISABLED', 'template_paused'],
    ['PENDING', 'template_missing'],
    ['REJECTED', 'template_missing'],
  ])('finds its way where the template is %s', async (status, reason) => {
    await using open = await start();
    await open.review('atlas_code', status);
    expect(await open.send(withPhone)).toMatchObject({ outcome: 'sent' });
    expect((await open.last())?.copyCode).toBeUndefined();
    await using closed = await start({ wrote: false });
    await closed.review('atlas_code', status);
    expect(await closed.send(withPhone)).toEqual(refused(reason));
  });
});

describe('a refusal that is about one person', () => {
  const startRefused = async () => {
    const server = await startGraphApiServer();
    const channel = createWhatsappChannel({
      ...business,
      apiRoot: server.apiRoot,
      isWindowOpen: async () => true,
    });
    const send = (address = 'US.1', more: Partial<ChannelMessage> = {}) =>
      channel.send({ deliveryId: randomUUID(), address, text: 'x', traceparent: newTraceparent(), ...more });
    return {
      server,
      send,
      [Symbol.asyncDispose]: async () => {
        await channel.close();
        await server[Symbol.asyncDispose]();
      },
    };
  };

  it('leaves them in peace four times as long each time, at most 256 s, and nobody else', async () => {
    await using t = await startRefused();
    t.server.refuse({ status: 429, code: 131056 });
    const pauses: unknown[] = [];
    for (let n = 0; n < 5; n += 1) pauses.push(await t.send());
    const pause = (afterSeconds: number) => ({
      ...{ outcome: 'retry', code: 'rate_limited', scope: 'chat', afterSeconds },
    });
    expect(pauses).toEqual([4, 16, 64, 256, 256].map(pause));
    expect(await t.send('US.2')).toEqual(pause(4));
    t.server.refuse();
    expect(await t.send()).toMatchObject({ outcome: 'sent' });
    t.server.refuse({ status: 429, code: 131056 });
    expect(await t.send()).toEqual(pause(4));
  });

  it('is not mistaken for the number’s own limit, which holds back everybody', async () => {
    await using t = await startRefused();
    t.server.refuse({ status: 429, code: 130429 });
    expect(await t.send()).toMatchObject({ outcome: 'retry', scope: 'lane', code: 'rate_limited' });
  });

  it.each([
    [131049, 'capped'],
    [131050, 'opted_out'],
    [131047, 'window_closed'],
  ])(
    'by %s is the end here, by the name of %s, so that the next channel has its turn',
    async (code, name) => {
      await using t = await startRefused();
      t.server.refuse({ status: 400, code });
      expect(await t.send()).toEqual(refused(name));
    },
  );

  it('because WhatsApp shows it no number after all lets a code go in our own words', async () => {
    await using t = await startRefused();
    t.server.refuse({ status: 400, code: 131062 });
    await t.send('US.1', { isCode: true, code: '730461', phone: '+12025550199' });
    expect(t.server.asked).toMatchObject([{ type: 'template' }, { type: 'text', recipient: 'US.1' }]);
  });
});

import { randomUUID } from 'node:crypto';
import type { ChannelMessage } from '@atlas/shared/ports';
import { channelContract } from '@atlas/shared/ports/channel.contract';
import { newTraceparent } from '@atlas/shared/trace';
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
    waitSeconds: 6,
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

/** The channel before the sandbox's Cloud API, with somebody who wrote, or did not. */
const start = async ({ wrote = true } = {}) => {
  const sandbox = await startSandbox();
  const person = await sandbox.joinWhatsapp({ phone: '+12025550199' }, { wrote });
  const { businessAccountId, ...rest } = sandbox.sandbox.whatsapp;
  const channel = createWhatsappChannel({
    ...rest,
    accountId: businessAccountId,
    isWindowOpen: async () => wrote,
  });
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
    await using t = await start({ wrote: false });
    for (const _ of [1, 2]) {
      expect(await t.send({ buttons: answers('Yes') })).toMatchObject({ outcome: 'sent' });
      expect(await t.last()).toMatchObject({
        text: '💬 Hello *there* · Atlas',
        buttons: [{ id: 'open', title: 'Atlas' }],
      });
    }
  });

  it('codes and pictures are refused, so that another channel has its turn', async () => {
    await using t = await start({ wrote: false });
    for (const more of [{ isCode: true }, { picture: new Uint8Array([1]) }])
      expect(await t.send(more)).toEqual({ outcome: 'refused', code: 'window_closed', recipientGone: false });
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

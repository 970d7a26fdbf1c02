import { channelContract } from '@atlas/shared/ports/channel.contract';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { bodyOf, headerOf, startSmtpServer } from '../../testing/index.ts';
import { createEmailChannel, parseMailbox } from './email-channel.ts';
import { laterSeconds } from './email-outcome.ts';

const start = async (from = 'Atlas <no-reply@atlas.example>') => {
  const server = await startSmtpServer();
  const channel = createEmailChannel({ smtpUrl: server.url, from, timeoutMs: 1000 });
  return {
    server,
    channel,
    [Symbol.asyncDispose]: async () => {
      await channel.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

channelContract('E-mail', async () => {
  const world = await start();
  return {
    channel: world.channel,
    addresses: ['anna@example.org', 'boris@example.org'],
    hasButtons: false,
    waitSeconds: laterSeconds,
    setMood: world.server.setMood,
    received: () =>
      world.server.taken.map(({ to, raw }) => ({
        address: to,
        text: bodyOf(raw),
        buttonTexts: [],
        traceparent: headerOf(raw, 'Traceparent'),
      })),
    [Symbol.asyncDispose]: world[Symbol.asyncDispose],
  };
});

const message = {
  deliveryId: '0199b1a0-0000-7000-8000-000000000001',
  address: 'anna@example.org',
  subject: 'Your code',
  text: '123456',
  html: '<p>123456</p>',
  traceparent: newTraceparent(),
};

describe('an e-mail', () => {
  it('is named after its delivery, says that nobody wrote it, and comes as text and HTML', async () => {
    await using world = await start();
    expect(await world.channel.send(message)).toEqual({
      outcome: 'sent',
      providerMessageId: `<${message.deliveryId}@atlas.example>`,
    });
    const raw = world.server.taken[0]?.raw ?? '';
    expect(headerOf(raw, 'Message-ID')).toBe(`<${message.deliveryId}@atlas.example>`);
    expect(headerOf(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(raw, 'From')).toBe('Atlas <no-reply@atlas.example>');
    expect(headerOf(raw, 'Content-Type')).toContain('multipart/alternative');
  });

  it('cannot be given another recipient or header by what stands in its address or subject', async () => {
    await using world = await start();
    await world.channel.send({ ...message, subject: 'Hi\r\nBcc: eve@example.org' });
    await world.channel.send({ ...message, address: 'anna@example.org>\r\nRCPT TO:<eve@example.org' });
    for (const { to, raw } of world.server.taken) {
      expect(to).not.toBe('eve@example.org');
      expect(headerOf(raw, 'Bcc')).toBeUndefined();
    }
  });

  it('is not sent in the clear to a server that is not known to be on this machine', async () => {
    await using world = await start();
    // An address of this machine, written so that it is not one of its loopback names.
    const smtpUrl = `smtp://127.1:${new URL(world.server.url).port}`;
    const channel = createEmailChannel({ smtpUrl, from: 'a@b.example', timeoutMs: 1000 });
    expect(await channel.send(message)).toMatchObject({ outcome: 'retry', scope: 'lane' });
    await channel.close();
    expect(world.server.taken).toEqual([]);
  });
});

describe('MAIL_FROM', () => {
  it.each([
    ['a@b.example', { name: '', address: 'a@b.example' }],
    ['Atlas <a@b.example>', { name: 'Atlas', address: 'a@b.example' }],
    ['"Atlas, Inc." <a@b.example>', { name: 'Atlas, Inc.', address: 'a@b.example' }],
  ])('%s', (text, mailbox) => expect(parseMailbox(text)).toEqual(mailbox));
});

import { listen } from '@atlas/shared/process';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { ContactVariables } from './index.ts';
import { twilioSignature } from './receipts/index.ts';
import { publicUrl, startNotify, twilioKey } from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

const start = async () => {
  const world = await startNotify({ hasFallbacks: true });
  const accountId = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  return { world, accountId };
};

describe('two providers of one channel', () => {
  it('bring a code by the second while the first is down, and the attempt says so', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('away');
    await world.sendCode(accountId);
    await expect.poll(() => world.second.sms.taken, within).toHaveLength(1);
    expect(world.second.sms.taken[0]?.text).toContain('730461');
    await expect
      .poll(async () => (await world.providers()).at(-1), within)
      .toEqual({ provider: 'twilio', passedOver: [{ provider: 'gateway', code: 'unreachable' }] });
    expect((await world.providers())[0]).toEqual({ provider: 'telegram', passedOver: null });
  });

  it('bring mail by the second server', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.smtp.setMood('away');
    await world.sendCode(accountId, { destination: 'anna@example.org' });
    await expect.poll(() => world.second.smtp.taken, within).toHaveLength(1);
    await expect
      .poll(async () => (await world.providers()).at(-1)?.provider, within)
      .toBe(new URL(world.second.smtp.url).host);
  });

  it('name who was asked before the call, for a process that is killed in it', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('silent');
    await world.sendCode(accountId);
    await expect.poll(() => world.sms.calls(), within).toBe(1);
    expect((await world.providers()).at(-1)).toEqual({ provider: 'gateway', passedOver: null });
  });

  it('post their receipts to one address, each signed in its own way', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    const router = world.process?.notify.router as express.Router;
    const server = await listen(express().use(router), { port: 0 });
    await using __ = { [Symbol.asyncDispose]: () => server.close() };
    await world.sms.setMood('away');
    await world.sendCode(accountId);
    await expect.poll(() => world.second.sms.taken, within).toHaveLength(1);
    const callback = new URL(String(world.second.sms.taken[0]?.fields.StatusCallback));
    const body = new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered' });
    const report = (token: string) =>
      fetch(`http://127.0.0.1:${server.port}${callback.pathname}${callback.search}`, {
        method: 'POST',
        body,
        headers: {
          'X-Twilio-Signature': twilioSignature(
            token,
            `${publicUrl}${callback.pathname}${callback.search}`,
            body,
          ),
        },
      });
    expect((await report('another')).status).toBe(401);
    expect((await report(twilioKey.split(':')[1] as string)).status).toBe(200);
    const rows = () =>
      world.database.query({ text: `select receipt from notify.deliveries where template = 'code'` });
    expect(await rows()).toEqual([{ receipt: 'delivered' }]);
  });
});

describe('the configuration of a second provider', () => {
  const own = {
    SMS_API_ROOT: 'http://127.0.0.1:1',
    SMS_API_KEY: '12345678',
    SMS_SENDER: 'Atlas',
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'a@b.example',
  };
  it.each([
    [{ SMS_FALLBACK_API_ROOT: 'http://127.0.0.1:2' }, 'SMS_FALLBACK_API_KEY'],
    [{ SMS_FALLBACK_API_KEY: '12345678' }, 'SMS_FALLBACK_API_ROOT'],
    [
      {
        SMS_FALLBACK_PROVIDER: 'twilio',
        SMS_FALLBACK_API_ROOT: 'http://127.0.0.1:2',
        SMS_FALLBACK_API_KEY: '12345678',
      },
      'SMS_FALLBACK_API_KEY',
    ],
  ])('is whole or not there: %j', (variables, fault) => {
    const { error } = ContactVariables.safeParse({ ...own, ...variables });
    expect(error?.issues.map(({ path }) => path)).toEqual([[fault]]);
  });
});

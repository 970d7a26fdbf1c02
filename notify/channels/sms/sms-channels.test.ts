import { createTestClock } from '@atlas/shared/ports';
import { channelContract } from '@atlas/shared/ports/channel.contract';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { gatewayDialect, type SmsDialect, startSmsServer, twilioDialect } from '../../testing/index.ts';
import { createSmsGatewayChannel } from './gateway-channel.ts';
import { createTwilioChannel } from './twilio-channel.ts';

const providers = {
  gateway: { create: createSmsGatewayChannel, apiKey: 'key-of-the-gateway', dialect: gatewayDialect },
  twilio: { create: createTwilioChannel, apiKey: `AC${'0'.repeat(32)}:token`, dialect: twilioDialect },
};

const start = async ({
  create,
  apiKey,
  dialect,
}: {
  create: typeof createSmsGatewayChannel;
  apiKey: string;
  dialect: SmsDialect;
}) => {
  const server = await startSmsServer(dialect);
  const clock = createTestClock(() => new Date('2026-01-02T03:04:05Z'));
  const channel = create({
    apiRoot: server.apiRoot,
    apiKey,
    sender: '+15005550006',
    callbackUrl: 'https://atlas.example/webhooks/sms',
    clock,
    timeoutMs: 1000,
  });
  return {
    server,
    channel,
    clock,
    [Symbol.asyncDispose]: async () => {
      await channel.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

for (const [name, provider] of Object.entries(providers)) {
  channelContract(`SMS by ${name}`, async () => {
    const world = await start(provider);
    return {
      channel: world.channel,
      addresses: ['+79261234567', '+8613800138000'],
      hasButtons: false,
      setMood: world.server.setMood,
      received: () =>
        world.server.taken.map(({ to, text, headers }) => ({
          address: to,
          text,
          buttonTexts: [],
          traceparent: headers.traceparent as string,
        })),
      [Symbol.asyncDispose]: world[Symbol.asyncDispose],
    };
  });
}

const code = (clock: () => Date) => ({
  deliveryId: '0199b1a0-0000-7000-8000-000000000001',
  address: '+79261234567',
  text: '123456',
  traceparent: newTraceparent(),
  expiresAt: new Date(clock().getTime() + 240_500),
  isCode: true,
});

describe('a code by SMS', () => {
  it('names our delivery, its time to live and its category to the gateway', async () => {
    await using world = await start(providers.gateway);
    await world.channel.send(code(world.clock));
    expect(world.server.taken[0]).toMatchObject({
      path: '/messages',
      headers: { authorization: 'Bearer key-of-the-gateway' },
      fields: {
        from: '+15005550006',
        clientRef: '0199b1a0-0000-7000-8000-000000000001',
        validitySeconds: 240,
        callbackUrl: 'https://atlas.example/webhooks/sms',
        category: 'otp',
      },
    });
  });

  it('names our delivery in the address that Twilio signs', async () => {
    await using world = await start(providers.twilio);
    await world.channel.send(code(world.clock));
    expect(world.server.taken[0]).toMatchObject({
      path: `/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`,
      headers: { authorization: `Basic ${Buffer.from(providers.twilio.apiKey).toString('base64')}` },
      fields: {
        From: '+15005550006',
        StatusCallback: 'https://atlas.example/webhooks/sms?delivery=0199b1a0-0000-7000-8000-000000000001',
        ValidityPeriod: '240',
      },
    });
  });

  it('holds the lane when the key is refused, and while the provider says it is down', async () => {
    for (const status of [401, 503]) {
      const dialect = { ...gatewayDialect, refusals: { rejects: { status, body: { code: 'x' } } } };
      await using world = await start({ ...providers.gateway, dialect });
      await world.server.setMood('rejects');
      expect(await world.channel.send(code(world.clock))).toMatchObject({ outcome: 'retry', scope: 'lane' });
    }
  });
});

import { type Channel, type ChannelMessage, createTestClock } from '@atlas/shared/ports';
import {
  type ChannelHarness,
  channelContract,
  type ProviderMood,
} from '@atlas/shared/ports/channel.contract';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it, vi } from 'vitest';
import {
  bodyOf,
  gatewayDialect,
  headerOf,
  startSmsServer,
  startSmtpServer,
  twilioDialect,
} from '../../testing/index.ts';
import { createEmailChannel } from '../email/email-channel.ts';
import { laterSeconds } from '../email/email-outcome.ts';
import { createSmsGatewayChannel } from '../sms/gateway-channel.ts';
import { createTwilioChannel } from '../sms/twilio-channel.ts';
import { createFailoverChannel, type FailoverOptions } from './failover-channel.ts';

const smsOptions = {
  sender: '+15005550006',
  callbackUrl: 'https://atlas.example/webhooks/sms',
  clock: createTestClock(),
  timeoutMs: 1000,
};

/** A gateway, and Twilio behind it. */
const startSms = async (options: Partial<FailoverOptions> = {}) => {
  const stack = new AsyncDisposableStack();
  const gateway = stack.use(await startSmsServer(gatewayDialect));
  const twilio = stack.use(await startSmsServer(twilioDialect));
  const changes: string[] = [];
  const channel = createFailoverChannel({
    providers: [
      createSmsGatewayChannel({ ...smsOptions, apiRoot: gateway.apiRoot, apiKey: 'key-of-the-gateway' }),
      createTwilioChannel({ ...smsOptions, apiRoot: twilio.apiRoot, apiKey: `AC${'0'.repeat(32)}:token` }),
    ],
    onChange: ({ provider, isOut }) => changes.push(`${provider} ${isOut ? 'out' : 'back'}`),
    ...options,
  });
  stack.defer(() => channel.close());
  return { channel, gateway, twilio, changes, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

const bothIn = (servers: readonly { setMood(mood: ProviderMood): Promise<void> }[]) => (mood: ProviderMood) =>
  Promise.all(servers.map((server) => server.setMood(mood))).then(() => {});

channelContract('SMS by two providers', async (): Promise<ChannelHarness> => {
  const world = await startSms();
  return {
    channel: world.channel,
    addresses: ['+79261234567', '+8613800138000'],
    hasButtons: false,
    setMood: bothIn([world.gateway, world.twilio]),
    received: () =>
      [...world.gateway.taken, ...world.twilio.taken].map(({ to, text, headers }) => ({
        address: to,
        text,
        buttonTexts: [],
        traceparent: headers.traceparent as string,
      })),
    [Symbol.asyncDispose]: world[Symbol.asyncDispose],
  };
});

const startEmail = async () => {
  const stack = new AsyncDisposableStack();
  const servers = [stack.use(await startSmtpServer()), stack.use(await startSmtpServer())] as const;
  const [first, second] = servers.map(({ url }) =>
    createEmailChannel({ smtpUrl: url, from: 'Atlas <no-reply@atlas.example>', timeoutMs: 1000 }),
  ) as [Channel, Channel];
  const channel = createFailoverChannel({ providers: [first, second] });
  stack.defer(() => channel.close());
  return { channel, servers, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

channelContract('E-mail by two servers', async (): Promise<ChannelHarness> => {
  const { channel, servers, [Symbol.asyncDispose]: dispose } = await startEmail();
  return {
    channel,
    addresses: ['anna@example.org', 'boris@example.org'],
    hasButtons: false,
    waitSeconds: laterSeconds,
    setMood: bothIn(servers),
    received: () =>
      servers
        .flatMap(({ taken }) => taken)
        .map(({ to, raw }) => ({
          address: to,
          text: bodyOf(raw),
          buttonTexts: [],
          traceparent: headerOf(raw, 'Traceparent'),
        })),
    [Symbol.asyncDispose]: dispose,
  };
});

const message = (): ChannelMessage => ({
  deliveryId: crypto.randomUUID(),
  address: '+79261234567',
  text: '123456',
  traceparent: newTraceparent(),
});

describe('a message by the first provider that is well', () => {
  it.each(['away', 'failing'] as const)('goes to the next at once when the first is "%s"', async (mood) => {
    await using world = await startSms();
    await world.gateway.setMood(mood);
    expect(await world.channel.send(message())).toMatchObject({
      outcome: 'sent',
      provider: 'twilio',
      passedOver: [{ provider: 'gateway', code: mood === 'away' ? 'unreachable' : 'provider_error' }],
    });
    expect(world.twilio.taken).toHaveLength(1);
  });

  it.each(['silent', 'cut', 'garbled'] as const)(
    'goes to no other when nobody knows what became of it, because the first was "%s"',
    async (mood) => {
      await using world = await startSms();
      await world.gateway.setMood(mood);
      expect(await world.channel.send(message())).toMatchObject({ outcome: 'unknown', provider: 'gateway' });
      expect(world.twilio.calls()).toBe(0);
    },
  );

  it.each(['rate_limited', 'gone', 'rejects'] as const)(
    'goes to no other to get around a provider that "%s" it',
    async (mood) => {
      await using world = await startSms();
      await world.gateway.setMood(mood);
      expect(await world.channel.send(message())).toMatchObject({ provider: 'gateway' });
      expect(world.twilio.calls()).toBe(0);
    },
  );
});

describe('a provider that is down', () => {
  it('is left out after three failures, and taken back by the one message that tries it', async () => {
    await using world = await startSms({ trialAfterSeconds: 0.4 });
    await world.gateway.setMood('failing');
    for (let n = 0; n < 6; n += 1) await world.channel.send(message());
    expect(world.gateway.calls()).toBe(3);
    expect(world.twilio.taken).toHaveLength(6);
    expect(world.channel.provider).toBe('twilio');
    await world.gateway.setMood('well');
    await vi.waitFor(() => expect(world.channel.provider).toBe('gateway'), 2000);
    expect(await world.channel.send(message())).toMatchObject({ provider: 'gateway', passedOver: [] });
    expect(world.changes).toEqual(['gateway out', 'gateway back']);
  });

  it('keeps nobody waiting while a message tries it', async () => {
    await using world = await startSms({ trialAfterSeconds: 0.05 });
    await world.gateway.setMood('failing');
    for (let n = 0; n < 3; n += 1) await world.channel.send(message());
    await world.gateway.setMood('silent');
    await vi.waitFor(() => expect(world.channel.provider).toBe('gateway'), 2000);
    const trial = world.channel.send(message());
    const others = await Promise.all(Array.from({ length: 5 }, () => world.channel.send(message())));
    expect(others.map(({ provider }) => provider)).toEqual(Array(5).fill('twilio'));
    expect(await trial).toMatchObject({ outcome: 'unknown', provider: 'gateway' });
  });

  it('with the other one down as well holds the lane until the next trial, and nobody is asked', async () => {
    await using world = await startSms({ failuresInRow: 1, trialAfterSeconds: 20 });
    await world.gateway.setMood('failing');
    await world.twilio.setMood('failing');
    await world.channel.send(message());
    expect(await world.channel.send(message())).toEqual({
      outcome: 'retry',
      code: 'providers_out',
      scope: 'lane',
      afterSeconds: 20,
      passedOver: [
        { provider: 'gateway', code: 'left_out' },
        { provider: 'twilio', code: 'left_out' },
      ],
    });
    expect([world.gateway.calls(), world.twilio.calls()]).toEqual([1, 1]);
  });
});

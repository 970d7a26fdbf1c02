import { describe, expect, it } from 'vitest';
import { newTraceparent } from '../trace/index.ts';
import type { Channel, ChannelMessage, SendOutcome } from './channel.ts';

/**
 * How the provider behaves towards the next calls. `rate_limited` asks for 7 s; `silent` takes the call and never
 * answers; `cut` takes it and drops the connection; `away`: nobody listens; `garbled`: an answer that isn't the provider's.
 */
export type ProviderMood =
  | 'well'
  | 'gone'
  | 'rejects'
  | 'rate_limited'
  | 'failing'
  | 'silent'
  | 'cut'
  | 'away'
  | 'garbled';

export type ChannelHarness = AsyncDisposable & {
  channel: Channel;
  setMood(mood: ProviderMood): void | Promise<void>;
  /** What the provider took, oldest first. */
  received(): { address: string; text: string; buttonTexts: string[][]; traceparent: string | undefined }[];
  /** Addresses of two people. */
  addresses: readonly [string, string];
  /** Whether the channel shows buttons (Default: true); where not, they are left out. */
  hasButtons?: boolean;
  /** How long to wait when `rate_limited`, in seconds (Default: 7); what the channel assumes, where its protocol can't say. */
  waitSeconds?: number;
  /**
   * Whether the provider tells one person's limit from its own (Default: false). Then people who get too much hold back
   * nobody else, however many they are.
   */
  tellsLimitsApart?: boolean;
};

const messageTo = (address: string, more: Partial<ChannelMessage> = {}): ChannelMessage => ({
  deliveryId: crypto.randomUUID(),
  address,
  text: 'Hello 👩‍🚀',
  traceparent: newTraceparent(),
  ...more,
});

const moods: [ProviderMood, Partial<SendOutcome>][] = [
  ['gone', { outcome: 'refused', recipientGone: true }],
  ['rejects', { outcome: 'refused', recipientGone: false }],
  ['rate_limited', { outcome: 'retry', scope: 'chat' }],
  ['failing', { outcome: 'retry', scope: 'chat' }],
  ['away', { outcome: 'retry', scope: 'lane' }],
  ['silent', { outcome: 'unknown' }],
  ['cut', { outcome: 'unknown' }],
  ['garbled', { outcome: 'unknown' }],
];

/** With the time limits of a test; in service a call takes 10 s at the most and a lease lasts 20 s. */
const maxCallMs = 5000;
const notSent = ['unknown', 'retry'];

/** What every channel promises, whatever is behind it. */
export const channelContract = (name: string, createHarness: () => Promise<ChannelHarness>): void => {
  describe(`${name} as a channel`, () => {
    it('sends text and buttons, with the trace of the request that caused them', async () => {
      await using harness = await createHarness();
      const [address] = harness.addresses;
      const message = messageTo(address, {
        buttons: [
          [
            { text: 'Yes', callbackData: 'confirm:1' },
            { text: 'No', callbackData: 'deny:1' },
          ],
        ],
      });
      expect(await harness.channel.send(message)).toMatchObject({
        outcome: 'sent',
        providerMessageId: expect.stringMatching(/./),
      });
      const buttonTexts = harness.hasButtons === false ? [] : [['Yes', 'No']];
      expect(harness.received()).toEqual([
        { address, text: 'Hello 👩‍🚀', buttonTexts, traceparent: message.traceparent },
      ]);
    });

    it.each(moods)(
      'turns a provider that is "%s" into an outcome in good time, and never throws',
      async (mood, outcome) => {
        await using harness = await createHarness();
        await harness.setMood(mood);
        const startedAtMs = performance.now();
        expect(await harness.channel.send(messageTo(harness.addresses[0]))).toMatchObject(outcome);
        // In good time for the lease of the message.
        expect(performance.now() - startedAtMs).toBeLessThan(maxCallMs);
      },
    );

    it('names itself, its lane and its provider, as they go into rows, metrics and logs', async () => {
      await using harness = await createHarness();
      const { name, lane, provider } = harness.channel;
      expect(lane).toMatch(new RegExp(`^${name}:.`));
      // The address of a mail server may hold its password.
      expect(provider).toMatch(/^[a-z0-9.:-]+$/i);
    });

    it.each(['rate_limited', 'away', 'failing'] as const)(
      'has surely sent nothing when it says so of a provider that is "%s"',
      async (mood) => {
        await using harness = await createHarness();
        await harness.setMood(mood);
        await harness.channel.send(messageTo(harness.addresses[0]));
        await harness.setMood('well');
        expect(harness.received()).toEqual([]);
      },
    );

    it('waits as long as it is told to', async () => {
      await using harness = await createHarness();
      await harness.setMood('rate_limited');
      expect(await harness.channel.send(messageTo(harness.addresses[0]))).toMatchObject({
        code: 'rate_limited',
        afterSeconds: harness.waitSeconds ?? 7,
      });
    });

    it('holds back the whole lane once several chats are refused, where it can be the lane', async () => {
      await using harness = await createHarness();
      await harness.setMood('rate_limited');
      const [one, other] = harness.addresses;
      expect(await harness.channel.send(messageTo(one))).toMatchObject({ outcome: 'retry', scope: 'chat' });
      expect(await harness.channel.send(messageTo(other))).toMatchObject({
        outcome: 'retry',
        code: 'rate_limited',
        scope: harness.tellsLimitsApart ? 'chat' : 'lane',
      });
    });

    it('does not mistake one chat that is refused twice for the whole lane', async () => {
      await using harness = await createHarness();
      await harness.setMood('rate_limited');
      for (let n = 0; n < 2; n += 1)
        expect(await harness.channel.send(messageTo(harness.addresses[0]))).toMatchObject({ scope: 'chat' });
    });

    it('sends to several people at once, each message once', async () => {
      await using harness = await createHarness();
      const [one, other] = harness.addresses;
      const outcomes = await Promise.all([
        harness.channel.send(messageTo(one)),
        harness.channel.send(messageTo(other)),
      ]);
      expect(outcomes).toMatchObject([{ outcome: 'sent' }, { outcome: 'sent' }]);
      expect(
        harness
          .received()
          .map(({ address }) => address)
          .sort(),
      ).toEqual([one, other].sort());
    });

    it('sends again as soon as the provider is well', async () => {
      await using harness = await createHarness();
      await harness.setMood('cut');
      await harness.channel.send(messageTo(harness.addresses[0]));
      await harness.setMood('well');
      expect(await harness.channel.send(messageTo(harness.addresses[0]))).toMatchObject({ outcome: 'sent' });
    });

    it('ends calls under way when it is closed, and sends no more', async () => {
      await using harness = await createHarness();
      await harness.setMood('silent');
      const [one, other] = harness.addresses;
      const underWay = harness.channel.send(messageTo(one));
      await harness.channel.close();
      expect(notSent).toContain((await underWay).outcome);
      await harness.setMood('well');
      expect(notSent).toContain((await harness.channel.send(messageTo(other))).outcome);
      expect(harness.received()).toEqual([]);
    });
  });
};

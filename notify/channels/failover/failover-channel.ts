import type { Channel, ChannelMessage, PassedOver, SendOutcome } from '@atlas/shared/ports';
import { createProviderBreaker, type ProviderBreaker } from './provider-breaker.ts';

export type FailoverOptions = {
  /** Who is asked, in order. All speak for the same channel; its lane is the first one's. */
  providers: readonly [Channel, ...Channel[]];
  /** Failures in a row after which a provider is left out (Default: 3). */
  failuresInRow?: number;
  /** After so long, one message tries it again (Default: 30). */
  trialAfterSeconds?: number;
  /** Told when a provider is left out and when it is back. */
  onChange?: (change: { channel: string; provider: string; isOut: boolean }) => void;
};

/** The provider itself is at fault, not this message: whoever comes next would meet the same. */
const isFault = (outcome: SendOutcome): boolean => {
  if (outcome.outcome === 'unknown') return true;
  if (outcome.outcome !== 'retry' || outcome.code === 'rate_limited') return false;
  return outcome.scope === 'lane' || outcome.code === 'provider_error';
};

/** Only what was surely not taken may be taken by another: a message goes out once. */
const mayPassOn = (outcome: SendOutcome): outcome is SendOutcome & { outcome: 'retry' } =>
  outcome.outcome === 'retry' && isFault(outcome);

/** Nobody was asked, so this counts as no try. */
const allOut = (breakers: readonly ProviderBreaker[]): SendOutcome => ({
  outcome: 'retry',
  code: 'providers_out',
  afterSeconds: Math.max(1, Math.ceil(Math.min(...breakers.map(({ trialInMs }) => trialInMs())) / 1000)),
  scope: 'lane',
});

/**
 * Several providers of one channel as one channel. Who fails a few times in a row is left out until a trial succeeds; a
 * message that a provider surely did not take goes to the next in the same call. Limits of a provider are obeyed, not
 * gone around, and an outcome that nobody knows stays unknown.
 */
export const createFailoverChannel = ({
  providers,
  failuresInRow = 3,
  trialAfterSeconds = 30,
  onChange = () => {},
}: FailoverOptions): Channel => {
  const [first] = providers;
  const breakers = providers.map((channel) =>
    createProviderBreaker({
      channel,
      isFault,
      failuresInRow,
      trialAfterMs: trialAfterSeconds * 1000,
      onChange: (isOut) => onChange({ channel: first.name, provider: channel.provider, isOut }),
    }),
  );

  const send = async (message: ChannelMessage): Promise<SendOutcome> => {
    const passedOver: PassedOver[] = [];
    let last: SendOutcome | undefined;
    for (const { channel, isOut, send: sendBy } of breakers) {
      if (isOut()) {
        passedOver.push({ provider: channel.provider, code: 'left_out' });
        continue;
      }
      if (last && 'code' in last) passedOver.push({ provider: last.provider ?? '', code: last.code });
      last = { ...(await sendBy(message)), provider: channel.provider };
      if (!mayPassOn(last)) break;
    }
    return { ...(last ?? allOut(breakers)), passedOver };
  };

  return {
    name: first.name,
    lane: first.lane,
    get provider() {
      return (breakers.find(({ isOut }) => !isOut())?.channel ?? first).provider;
    },
    send,
    close: async () => {
      await Promise.all(providers.map((channel) => channel.close()));
    },
  };
};

import type { Channel, ChannelMessage, SendOutcome } from '@atlas/shared/ports';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';

type Options = {
  channel: Channel;
  isFault: (outcome: SendOutcome) => boolean;
  failuresInRow: number;
  trialAfterMs: number;
  onChange: (isOut: boolean) => void;
};

/** One provider behind a circuit breaker. */
export type ProviderBreaker = {
  channel: Channel;
  /** Whether it is not to be asked just now: left out, or somebody else's message is trying it. */
  isOut(): boolean;
  /** When it may be tried again, in ms; 0 when it may be asked. */
  trialInMs(): number;
  send(message: ChannelMessage): Promise<SendOutcome>;
};

/** While a trial is under way nobody waits for it: they go to the next provider. */
export const createProviderBreaker = (options: Options): ProviderBreaker => {
  const { channel, isFault, failuresInRow, trialAfterMs, onChange } = options;
  const breaker = circuitBreaker(
    handleWhenResult((outcome) => isFault(outcome as SendOutcome)),
    { breaker: new ConsecutiveBreaker(failuresInRow), halfOpenAfter: trialAfterMs },
  );
  let trialAtMs = 0;
  breaker.onBreak(() => {
    trialAtMs = performance.now() + trialAfterMs;
    onChange(true);
  });
  breaker.onReset(() => onChange(false));
  const trialInMs = () =>
    breaker.state === CircuitState.Open ? Math.max(0, trialAtMs - performance.now()) : 0;
  return {
    channel,
    isOut: () => breaker.state === CircuitState.HalfOpen || trialInMs() > 0,
    trialInMs,
    send: (message) =>
      breaker
        .execute(() => channel.send(message))
        .catch((error: unknown): SendOutcome => {
          // Its own clock says that it is too early: nobody was asked.
          if (error instanceof BrokenCircuitError)
            return { outcome: 'retry', code: 'left_out', scope: 'lane' };
          throw error;
        }),
  };
};

import type { Clock } from '@atlas/shared/ports';
import { createTokenBucket, type Limit, type TokenBucket } from '../../limits/token-bucket.ts';
import { refusal } from '../graph-error.ts';

/** Messages a second of one business number. */
const numberLimit: Limit = { burst: 80, perSecond: 80 };
/** One message in six seconds to one person, up to 45 of them borrowed from the future. */
const pairLimit: Limit = { burst: 45, perSecond: 1 / 6 };

export type Rates = { take(recipient: string): void };

/** Holds the business to WhatsApp's limits. @throws GraphError 130429, 131056 from `take` */
export const createRates = ({ clock, enabled }: { clock: Clock; enabled: boolean }): Rates => {
  const pairs = new Map<string, TokenBucket>();
  const whole = createTokenBucket(numberLimit, clock().getTime());
  return {
    take: (recipient) => {
      if (!enabled) return;
      const nowMs = clock().getTime();
      const pair = pairs.get(recipient) ?? createTokenBucket(pairLimit, nowMs);
      pairs.set(recipient, pair);
      if (whole.secondsUntilToken(nowMs) > 0)
        throw refusal(130429, 'Cloud API message throughput has been reached.');
      if (pair.secondsUntilToken(nowMs) > 0)
        throw refusal(
          131056,
          'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
        );
      pair.take();
      whole.take();
    },
  };
};

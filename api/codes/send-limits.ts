import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import { codePolicy, type SmsPolicy } from './code-policy.ts';
import {
  insertSend,
  type SendHistory,
  type Spend,
  selectCounters,
  selectSendHistory,
  spendCounters,
} from './queries.ts';

export type SendTarget = {
  accountId: string;
  destinationIndex: Buffer;
  /** Blind index of a number's prefix; null for e-mail. */
  prefixKey: string | null;
  now: Date;
};

export type SendLimits = {
  /**
   * Whether the account may be sent a code there now; after `lockAccount`, and before any work is done for it.
   * @returns when the next one may go there; null when none may within the hour.
   * @throws AtlasError `resend_too_early`, `send_limited`: the same whether or not anybody is known there.
   */
  assertPaced(tx: Sql, target: SendTarget): Promise<{ resendAfter: Date | null }>;
  /**
   * Counts the code. Last of the work: rows that all senders share are locked until the commit.
   * @throws AtlasError `send_limited`
   */
  spend(tx: Sql, target: SendTarget): Promise<void>;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const windowOf = (now: Date, ms: number) => {
  const startsAtMs = Math.floor(now.getTime() / ms) * ms;
  return { windowStartsAt: new Date(startsAtMs), expiresAt: new Date(startsAtMs + ms) };
};

const secondsUntil = (then: Date, now: Date) =>
  Math.max(1, Math.ceil((then.getTime() - now.getTime()) / 1000));

const pauseAfter = (sends: number): number => {
  const { pausesSeconds } = codePolicy;
  return pausesSeconds[Math.min(sends, pausesSeconds.length) - 1] ?? 0;
};

/** A person who waits for a code gets the next after a growing pause; five unanswered ones are enough for an hour. */
const assertPaced = (
  { toDestination, lastSentAt, ofAccount, oldestOfAccount }: SendHistory,
  now: Date,
): void => {
  if (ofAccount >= codePolicy.unansweredPerHour && oldestOfAccount) {
    const freeAt = new Date(oldestOfAccount.getTime() + hourMs);
    throw new AtlasError('send_limited', { retryAfterSeconds: secondsUntil(freeAt, now) });
  }
  if (!lastSentAt) return;
  const nextAt = new Date(lastSentAt.getTime() + pauseAfter(toDestination) * 1000);
  if (nextAt > now)
    throw new AtlasError('resend_too_early', { retryAfterSeconds: secondsUntil(nextAt, now) });
};

const verifiedKey = (prefixKey: string) => prefixKey;
const sentKey = (prefixKey: string) => `${prefixKey}.sent`;

/** A block of numbers that takes codes and hardly ever answers one earns money for somebody. */
const assertNotPumped = async (tx: Sql, prefixKey: string, now: Date): Promise<void> => {
  const { windowStartsAt, expiresAt } = windowOf(now, dayMs);
  const counts = await selectCounters(tx, [sentKey(prefixKey), verifiedKey(prefixKey)], windowStartsAt);
  const sent = counts.get(sentKey(prefixKey)) ?? 0;
  const answered = counts.get(verifiedKey(prefixKey)) ?? 0;
  if (sent >= codePolicy.pumpingFromSends && answered < sent * codePolicy.pumpingBelowAnswered)
    throw new AtlasError('send_limited', { retryAfterSeconds: secondsUntil(expiresAt, now) });
};

/**
 * What may be sent, over all processes. Every counter is one conditional statement in PostgreSQL, taken back with the
 * transaction: two at once cannot share the last slot, and without the database nothing is sent at all.
 */
export const createSendLimits = (sms: SmsPolicy): SendLimits => {
  const spendsOf = ({ destinationIndex, prefixKey, now }: SendTarget): Spend[] => {
    const [hour, day] = [windowOf(now, hourMs), windowOf(now, dayMs)];
    const destination = `destination.${destinationIndex.toString('base64url')}`;
    const spends = [{ key: destination, limit: codePolicy.perDestinationAndDay, ...day }];
    if (!prefixKey) return spends;
    // One order for all, the busiest last: nobody waits in a circle, and the hot row is held for the shortest.
    return [
      ...spends,
      { key: `${prefixKey}.hour`, limit: codePolicy.smsPerPrefixAndHour, ...hour },
      { key: sentKey(prefixKey), limit: Number.POSITIVE_INFINITY, ...day },
      { key: 'sms.budget', limit: Math.floor(sms.dayBudgetMinor / sms.priceMinor), ...day },
    ];
  };

  return {
    assertPaced: async (tx, { accountId, destinationIndex, prefixKey, now }) => {
      const since = new Date(now.getTime() - hourMs);
      const history = await selectSendHistory(tx, { accountId, destinationIndex, since });
      assertPaced(history, now);
      if (prefixKey) await assertNotPumped(tx, prefixKey, now);
      const pauseSeconds = pauseAfter(history.toDestination + 1);
      const isLast = history.ofAccount + 1 >= codePolicy.unansweredPerHour;
      return { resendAfter: isLast ? null : new Date(now.getTime() + pauseSeconds * 1000) };
    },
    spend: async (tx, target) => {
      const { accountId, destinationIndex, now } = target;
      await insertSend(tx, { accountId, destinationIndex, now });
      const exceeded = await spendCounters(tx, spendsOf(target));
      if (exceeded)
        throw new AtlasError('send_limited', { retryAfterSeconds: secondsUntil(exceeded.expiresAt, now) });
    },
  };
};

import type { SendOutcome } from '@atlas/shared/ports';
import type { Template } from '../templates/index.ts';
import type { Leased, Settlement } from './queries.ts';

/** Refused by ourselves, before any provider was asked: a fault to be mended here. */
const ourFaults: readonly string[] = ['not_composable', 'unknown_template'];

/** Failed tries after which a delivery is given up. */
export const maxFailures = 5;
const [firstBackoffSeconds, backoffFactor, maxBackoffSeconds] = [2, 4, 120];

/** 2, 8, 32, 120 s, each ± 20 %, so that what failed together doesn't come back together. */
export const backoffSeconds = (failures: number, random: () => number = Math.random): number =>
  Math.min(firstBackoffSeconds * backoffFactor ** (failures - 1), maxBackoffSeconds) * (0.8 + random() * 0.4);

const ended = (
  state: Settlement['state'],
  reason: string | null,
  delivery: Leased,
  now: Date,
): Settlement => ({
  state,
  reason,
  failures: delivery.failures,
  dueAt: now,
  sentAt: null,
  providerMessageId: null,
});

const later = (
  reason: string,
  delivery: Leased,
  now: Date,
  { counts, floorSeconds }: { counts: boolean; floorSeconds: number },
): Settlement => {
  const failures = delivery.failures + (counts ? 1 : 0);
  const waitSeconds = Math.max(floorSeconds, counts ? backoffSeconds(failures) : 0);
  return {
    ...ended('retry_wait', reason, delivery, now),
    failures,
    dueAt: new Date(now.getTime() + waitSeconds * 1000),
  };
};

/**
 * What an outcome makes of a delivery. A provider's own "later" (429) never counts as a failure; it ends by the
 * message's lifetime alone. An unknown outcome follows the template's policy.
 */
export const settlementOf = (
  outcome: SendOutcome,
  delivery: Leased,
  { onUnknown }: Pick<Template, 'onUnknown'>,
  now: Date,
): Settlement => {
  if (outcome.outcome === 'sent') {
    return {
      ...ended('sent', null, delivery, now),
      sentAt: now,
      providerMessageId: outcome.providerMessageId,
    };
  }
  if (outcome.outcome === 'refused') {
    if (outcome.recipientGone) return ended('suppressed', 'recipient_blocked', delivery, now);
    return ended(ourFaults.includes(outcome.code) ? 'dead' : 'failed', outcome.code, delivery, now);
  }
  if (outcome.outcome === 'unknown' && onUnknown === 'at_most_once')
    return ended('unknown', outcome.code, delivery, now);
  const floorSeconds = outcome.outcome === 'retry' ? (outcome.afterSeconds ?? 0) : 0;
  const counts = floorSeconds === 0;
  if (counts && delivery.failures + 1 >= maxFailures) {
    const state = outcome.outcome === 'unknown' ? 'unknown' : 'dead';
    return { ...ended(state, outcome.code, delivery, now), failures: delivery.failures + 1 };
  }
  return later(outcome.code, delivery, now, { counts, floorSeconds });
};

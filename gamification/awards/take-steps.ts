import type { Appended, EventLog } from '@atlas/shared/event-log';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Clock, Sql } from '@atlas/shared/ports';
import { matches, type Rule } from '../rules/index.ts';
import { addSteps, type Grant, grantReached, type Step } from './queries.ts';

type Deps = { rules: readonly Rule[]; eventLog: EventLog; clock: Clock };

const placeOf = (accountId: string, achievement: string) => `${accountId} ${achievement}`;

/** What the events add up to, and for each sum the trace of the event that came last: the one that may have earned it. */
const sumUp = (rules: readonly Rule[], events: readonly AtlasEvent[]) => {
  const steps = new Map<string, Step>();
  const traces = new Map<string, string>();
  for (const event of events) {
    for (const rule of rules.filter((each) => matches(each, event))) {
      const { achievement, times: goal } = rule;
      const place = placeOf(event.subject, achievement);
      const amount = (steps.get(place)?.amount ?? 0) + 1;
      steps.set(place, { account_id: event.subject, achievement, amount, goal });
      traces.set(place, event.traceparent);
    }
  }
  return {
    steps: [...steps.values()],
    traceOf: ({ accountId, achievement }: Grant) => traces.get(placeOf(accountId, achievement)),
  };
};

/**
 * Counts events of living accounts towards achievements, grants what they earned, and tells the log of it: all in the
 * caller's transaction, which holds the accounts' locks.
 *
 * @returns how many were granted.
 */
export const createTakeSteps =
  ({ rules, eventLog, clock }: Deps) =>
  async (tx: Sql, events: readonly AtlasEvent[]): Promise<number> => {
    const { steps, traceOf } = sumUp(rules, events);
    if (steps.length === 0) return 0;
    const now = clock();
    await addSteps(tx, steps);
    const grants = await grantReached(tx, steps, now);
    if (grants.length === 0) return 0;
    const rank = new Map(rules.map(({ achievement }, place) => [achievement as string, place]));
    const byAccount = Map.groupBy(grants, ({ accountId }) => accountId);
    const appended = [...byAccount].map(([accountId, earned]): Appended => {
      const inOrder = earned.toSorted(
        (a, b) => (rank.get(a.achievement) ?? 0) - (rank.get(b.achievement) ?? 0),
      );
      const grantedAt = now.toISOString();
      return {
        accountId,
        events: inOrder.map(({ achievement }) => ({
          type: 'achievement.granted.v1',
          data: { achievement, grantedAt },
        })),
        traceparent: traceOf(inOrder.at(-1) as Grant) ?? '',
      };
    });
    await eventLog.appendAll(tx, appended);
    return grants.length;
  };

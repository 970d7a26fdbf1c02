import type { Fact } from '@atlas/shared/event-log';
import type { EventType } from '@atlas/shared/events';

/** Columns of `analytics.people`. Days are ISO 8601 dates of UTC, so text order is their order. */
export type Known = {
  person: string;
  opened_on: string;
  registered_on: string | null;
  linked_on: string | null;
  protected_on: string | null;
  purchased_on: string | null;
  erased_on: string | null;
  active_weeks: readonly string[];
};

type Step = 'registered_on' | 'linked_on' | 'protected_on' | 'purchased_on' | 'erased_on';

const steps: Partial<Record<EventType, Step>> = {
  'user.registered.v1': 'registered_on',
  'shop_account.linked.v1': 'linked_on',
  'two_factor.enabled.v1': 'protected_on',
  'order.paid.v1': 'purchased_on',
  'account.deleted.v1': 'erased_on',
};
const active: EventType = 'session.opened.v1';

/** The only events that analytics looks at, and of them only when they happened. */
export const wanted: readonly EventType[] = [...(Object.keys(steps) as EventType[]), active];

const dayMs = 86_400_000;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
/** The Monday of its week. [ISO 8601] */
const weekOf = (at: Date): string => dayOf(new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * dayMs));

const earlier = (day: string | null, other: string): string => (day !== null && day < other ? day : other);

const nothingYet = (person: string, day: string): Known => ({
  person,
  opened_on: day,
  registered_on: null,
  linked_on: null,
  protected_on: null,
  purchased_on: null,
  erased_on: null,
  active_weeks: [],
});

const learn = (known: Known, { type, at }: Fact): Known => {
  const day = dayOf(at);
  const opened = { ...known, opened_on: earlier(known.opened_on, day) };
  if (type === active) {
    return { ...opened, active_weeks: [...new Set([...known.active_weeks, weekOf(at)])].toSorted() };
  }
  const step = steps[type];
  return step ? { ...opened, [step]: earlier(known[step], day) } : known;
};

/**
 * What facts say of each account. The order of facts and how often they come make no difference: every day is the
 * first one, every week is there once.
 */
export const whatIsKnown = (facts: readonly Fact[]): Known[] => {
  const people = new Map<string, Known>();
  for (const fact of facts) {
    const known = people.get(fact.accountId) ?? nothingYet(fact.accountId, dayOf(fact.at));
    people.set(fact.accountId, learn(known, fact));
  }
  return [...people.values()];
};

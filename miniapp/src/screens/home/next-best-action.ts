import type { Notification, NotificationPreferences, Session } from '@atlas/shared/wire';
import type { ProtectionState } from '../../protection/protection-state.ts';

/** What is known of an account when its home screen is shown. */
export type AccountState = {
  sessions: readonly Session[];
  preferences: NotificationPreferences;
  /** Newest first. */
  notifications: readonly Notification[];
  /** What is not known gives no advice. */
  protection: ProtectionState;
};

/** What the person said "not now" to; it comes back with the next launch. */
export type Dismissible = 'link' | 'protect';

export type NextBestAction =
  | { kind: 'unreachable' }
  | { kind: 'newDevice'; session: Session }
  | { kind: 'link' }
  | { kind: 'protect' }
  | { kind: 'preferences' }
  | { kind: 'none' };

type Rule = (state: AccountState, now: number, dismissed: readonly Dismissible[]) => NextBestAction | null;

/** For how long another device counts as new, in milliseconds. */
const newForMs = 24 * 3600 * 1000;

const whenUnreachable: Rule = ({ notifications }) =>
  notifications[0]?.reason === 'recipient_blocked' ? { kind: 'unreachable' } : null;

const whenNewDevice: Rule = ({ sessions }, now) => {
  const session = sessions
    .filter(({ current, createdAt }) => !current && now - Date.parse(createdAt) < newForMs)
    .toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))[0];
  return session ? { kind: 'newDevice', session } : null;
};

const whenNotLinked: Rule = ({ protection }, _now, dismissed) =>
  protection.shop === 'not-linked' && !dismissed.includes('link') ? { kind: 'link' } : null;

const whenUnprotected: Rule = ({ protection }, _now, dismissed) =>
  protection.factorCount === 0 && !dismissed.includes('protect') ? { kind: 'protect' } : null;

const whenNothingChosen: Rule = ({ preferences }) =>
  Object.keys(preferences).length === 0 ? { kind: 'preferences' } : null;

/** The most urgent first; what can be done to an account grows by rules here. */
const rules: readonly Rule[] = [
  whenUnreachable,
  whenNewDevice,
  whenNotLinked,
  whenUnprotected,
  whenNothingChosen,
];

/** The one thing that is worth the person's attention now. */
export const nextBestAction = (
  state: AccountState,
  now: number,
  dismissed: readonly Dismissible[],
): NextBestAction => {
  for (const rule of rules) {
    const action = rule(state, now, dismissed);
    if (action) return action;
  }
  return { kind: 'none' };
};

import type { Notification, NotificationPreferences, Session } from '@atlas/shared/wire';

/** What is known of an account when its home screen is shown. */
export type AccountState = {
  sessions: readonly Session[];
  preferences: NotificationPreferences;
  /** Newest first. */
  notifications: readonly Notification[];
};

export type NextBestAction =
  | { kind: 'unreachable' }
  | { kind: 'newDevice'; session: Session }
  | { kind: 'preferences' }
  | { kind: 'none' };

type Rule = (state: AccountState, now: number) => NextBestAction | null;

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

const whenNothingChosen: Rule = ({ preferences }) =>
  Object.keys(preferences).length === 0 ? { kind: 'preferences' } : null;

/** The most urgent first; what can be done to an account grows by rules here. */
const rules: readonly Rule[] = [whenUnreachable, whenNewDevice, whenNothingChosen];

/** The one thing that is worth the person's attention now. */
export const nextBestAction = (state: AccountState, now: number): NextBestAction => {
  for (const rule of rules) {
    const action = rule(state, now);
    if (action) return action;
  }
  return { kind: 'none' };
};

import {
  isWanted,
  type NotificationKind,
  type NotificationPreferences,
  type NotificationSchedule,
} from '@atlas/shared/wire';
import type { DecisionStep } from '../decisions/index.ts';
import type { Template } from '../templates/index.ts';
import { nextAt, quietFrom, quietUntil } from './local-clock.ts';

/** What quiet hours do to a message: nothing, put it off to their end, or drop it. */
export type QuietRule = 'pass' | 'defer' | 'drop';

/** Who was just welcomed is awake; security wakes people up. */
const rules: Readonly<Record<NotificationKind, QuietRule>> = {
  security: 'pass',
  welcome: 'pass',
  account: 'defer',
  orders: 'defer',
  achievements: 'defer',
  digest: 'defer',
  broadcast: 'defer',
};

export type Timed = Pick<Template, 'kind' | 'isCode' | 'quietHours' | 'texts'>;

/** What is known of the person: `schedule` is empty for who never chose. */
export type Person = { preferences: NotificationPreferences; schedule: Partial<NotificationSchedule> };

type Said = { steps: readonly DecisionStep[] };
export type Timing = Said &
  (
    | { state: 'queued'; quietAt: Date | null }
    | { state: 'deferred' | 'digesting'; dueAt: Date }
    | { state: 'suppressed'; reason: 'quiet_hours' }
  );

const quiet = (result: string, detail?: string): DecisionStep => ({
  step: 'quiet_hours',
  result,
  ...(detail ? { detail } : {}),
});

/** Where a summary is wanted: nowhere means that there is none, and everything comes by itself. */
const hasDigest = ({ preferences }: Person): boolean =>
  isWanted(preferences, 'digest', 'telegram') || isWanted(preferences, 'digest', 'email');

const digestAt = (template: Timed, person: Person, now: Date): Date | null => {
  const { digest, timeZone = null } = person.schedule;
  const isCollected = digest?.kinds.some((kind) => kind === template.kind) && template.texts.en.digest;
  return digest && isCollected && hasDigest(person) ? nextAt(now, digest.at, timeZone) : null;
};

const aroundQuietHours = (template: Timed, { schedule }: Person, now: Date, expiresAt: Date): Timing => {
  const { quietHours, timeZone = null } = schedule;
  if (!quietHours) return { state: 'queued', quietAt: null, steps: [] };
  const rule = template.isCode ? 'pass' : (template.quietHours ?? rules[template.kind]);
  if (rule === 'pass') return { state: 'queued', quietAt: null, steps: [quiet('passes')] };
  const dueAt = quietUntil(now, quietHours, timeZone);
  if (!dueAt)
    return { state: 'queued', quietAt: quietFrom(now, quietHours, timeZone), steps: [quiet('outside')] };
  if (rule === 'drop') return { state: 'suppressed', reason: 'quiet_hours', steps: [quiet('dropped')] };
  if (dueAt >= expiresAt)
    return { state: 'suppressed', reason: 'quiet_hours', steps: [quiet('dropped', 'too_late_after')] };
  return { state: 'deferred', dueAt, steps: [quiet('deferred', dueAt.toISOString())] };
};

/**
 * Whether a wanted message goes now, after the person's quiet hours, with their next summary, or not at all. What would
 * be too late in the summary comes by itself.
 */
export const whenToSend = (template: Timed, person: Person, now: Date, expiresAt: Date): Timing => {
  const dueAt = digestAt(template, person, now);
  if (dueAt && dueAt < expiresAt)
    return {
      state: 'digesting',
      dueAt,
      steps: [{ step: 'digest', result: 'collected', detail: dueAt.toISOString() }],
    };
  return aroundQuietHours(template, person, now, expiresAt);
};

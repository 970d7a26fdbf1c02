import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { isWanted, type NotificationKind } from '@atlas/shared/wire';
import type { DecisionStep } from '../decisions/index.ts';
import type { Template } from '../templates/index.ts';
import { type Redecided, selectCaught, selectDeferred, updateWaiting, type Waiting } from './queries.ts';
import { whenToSend } from './when-to-send.ts';

/** Rows decided anew in one transaction. */
const batchSize = 500;

type Deps = {
  database: Database;
  clock: Clock;
  templateOf: (name: string) => Template | undefined;
  onQueued: () => void;
};

const ended = (state: 'suppressed' | 'expired', reason: string, steps: readonly DecisionStep[]) => ({
  state,
  reason,
  due_at: null,
  quiet_at: null,
  decision: steps,
});

/** What holds now: the person may have switched these off, blocked the bot or chosen other hours meanwhile. */
const decideAnew = (waiting: Waiting, template: Template, now: Date): Omit<Redecided, 'id'> => {
  const { kind, channel, preferences, expiresAt, isBlocked } = waiting;
  if (expiresAt <= now) return ended('expired', 'expired', []);
  if (!isWanted(preferences, kind as NotificationKind, channel))
    return ended('suppressed', 'preference', [{ step: 'preference', result: 'switched_off' }]);
  if (isBlocked) return ended('suppressed', 'recipient_blocked', [{ step: 'recipient', result: 'blocked' }]);
  const timing = whenToSend(template, waiting, now, expiresAt);
  if (timing.state === 'suppressed') return ended('suppressed', timing.reason, timing.steps);
  if (timing.state === 'queued')
    return {
      state: 'queued',
      reason: null,
      due_at: now,
      quiet_at: timing.quietAt,
      decision: timing.steps,
    };
  const reason = timing.state === 'deferred' ? 'quiet_hours' : null;
  return { state: timing.state, reason, due_at: timing.dueAt, quiet_at: null, decision: timing.steps };
};

/** Still due, and outside quiet hours after all: only the next ones are noted, whatever it waits for stays. */
const leftAsItIs = (row: Omit<Redecided, 'id'>): Omit<Redecided, 'id'> =>
  row.state === 'queued' ? { ...row, state: null, due_at: null, decision: [] } : row;

/**
 * Sends on what quiet hours held back, when they are over; holds back what they have caught still waiting. True when
 * there may be more.
 */
export const createReconsiderWaiting = ({ database, clock, templateOf, onQueued }: Deps) => {
  const pass = async (
    select: (tx: Sql, now: Date, limit: number) => Promise<Waiting[]>,
    finish: (row: Omit<Redecided, 'id'>) => Omit<Redecided, 'id'> = (row) => row,
  ): Promise<number> =>
    database.transaction(async (tx) => {
      const now = clock();
      const rows = await select(tx, now, batchSize);
      const decided = rows.map((row): Redecided => {
        const template = templateOf(row.template);
        const next = template
          ? finish(decideAnew(row, template, now))
          : // A row that a newer version left behind is that version's to judge: it goes to the queue as it is.
            { state: 'queued' as const, reason: null, due_at: now, quiet_at: null, decision: [] };
        return { id: row.id, ...next };
      });
      if (decided.length > 0) await updateWaiting(tx, decided);
      return rows.length;
    });

  return async (): Promise<boolean> => {
    const caught = await pass(selectCaught, leftAsItIs);
    const released = await pass(selectDeferred);
    if (released > 0) onQueued();
    return caught === batchSize || released === batchSize;
  };
};

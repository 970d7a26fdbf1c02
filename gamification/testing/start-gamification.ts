import { createEventLog } from '@atlas/shared/event-log';
import { createInbox } from '@atlas/shared/inbox';
import { startListeners } from '@atlas/shared/testing';
import { inject } from 'vitest';
import { createHandleEvents, createTakeSteps } from '../awards/index.ts';
import { createGamification } from '../index.ts';
import { readRules } from '../rules/index.ts';

/** gamification as processes have it, on a clone of the database of its own, with a clock the test moves. */
export const startGamification = async ({ processes = 1 }: { processes?: number } = {}) => {
  const world = await startListeners({
    postgres: inject('postgres'),
    group: 'gamification',
    create: createGamification,
    processes,
  });
  const { database, vault, clock } = world;

  return {
    ...world,
    /** What was granted, as the log tells it, oldest first. */
    granted: async (accountId: string) => {
      const rows = await database.query<{ achievement: string }>({
        text: `select data->>'achievement' as achievement from event_log
               where type = 'achievement.granted.v1' and subject = $1 order by sequence`,
        values: [accountId],
      });
      return rows.map(({ achievement }) => achievement);
    },
    /** Every grant in the log, `account achievement`, oldest first. */
    allGranted: async () => {
      const rows = await database.query<{ grant: string }>({
        text: `select subject || ' ' || (data->>'achievement') as grant from event_log
               where type = 'achievement.granted.v1' order by transaction_id, position`,
      });
      return rows.map(({ grant }) => grant);
    },
    /** What a member does with the events it is given, without a bus. */
    createHandler: () => {
      const eventLog = createEventLog({ vault, clock, source: '/atlas/gamification', onCommitted: () => {} });
      const inbox = createInbox({ schema: 'gamification' });
      const rules = readRules();
      const takeSteps = createTakeSteps({ rules, eventLog, clock });
      return createHandleEvents({ database, inbox, eventLog, rules, takeSteps, onGranted: () => {} });
    },
    progress: (accountId: string) =>
      database.query<{ achievement: string; count: number; isGranted: boolean }>({
        text: `select achievement, count, granted_at is not null as "isGranted"
               from gamification.account_achievements where account_id = $1 order by achievement`,
        values: [accountId],
      }),
  };
};

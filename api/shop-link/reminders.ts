import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, LegacyShop } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { shopLinkPolicy } from './policy.ts';
import { insertReminder, selectReminders, takeReminder } from './queries.ts';

/** Does `work`, and when the shop is away for it, notes who is to hear that it is back. */
export type RemindIfAway = <T>(
  input: { accountId: string; context: RequestContext },
  work: () => Promise<T>,
) => Promise<T>;

export const createRemindIfAway =
  ({ database, clock }: { database: Database; clock: Clock }): RemindIfAway =>
  async ({ accountId, context }, work) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AtlasError && error.code === 'shop_unavailable') {
        await insertReminder(database, { accountId, now: clock(), traceparent: context.traceparent });
      }
      throw error;
    }
  };

type Deps = {
  shop: LegacyShop;
  database: Database;
  clock: Clock;
  eventLog: EventLog;
  logger: Logger;
  /** Between looks, in ms (Default: 5000). */
  everyMs?: number;
};

const batch = 100;

/**
 * While somebody waits for the shop, asks now and then whether it is back, and tells them once. Safe in any number of
 * processes: who deletes the note tells the person, in one transaction.
 */
export const startReminders = ({ shop, database, clock, eventLog, logger, everyMs = 5000 }: Deps) => {
  const remind = (accountId: string) =>
    database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const reminder = await takeReminder(tx, accountId);
      if (!reminder) return;
      const data = { triedAt: reminder.triedAt.toISOString() };
      await eventLog.append(tx, accountId, [{ type: 'shop_link.reminder.v1', data }], reminder);
    });

  const run = async (): Promise<void> => {
    const since = new Date(clock().getTime() - shopLinkPolicy.reminderSeconds * 1000);
    const waiting = await selectReminders(database, { since, limit: batch });
    if (waiting.length === 0) return;
    await shop.health();
    for (const { accountId } of waiting) await remind(accountId);
    eventLog.wake();
  };

  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    run()
      .catch((error: unknown) => {
        // Still away: that is what it waits for.
        if (error instanceof AtlasError && error.code === 'shop_unavailable') return;
        logger.warn({ error }, 'reminders failed');
      })
      .finally(() => {
        running = false;
      });
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

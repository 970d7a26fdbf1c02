import type { Database } from '@atlas/shared/ports';

/** The log is of another server's transactions. */
export class ForeignLogError extends Error {
  override name = 'ForeignLogError';
}

/**
 * Readers of the log go by transaction id. A dump that was loaded into a new server brings ids that this server has not
 * reached: new events would sort before those that were read, and never be seen.
 *
 * @throws ForeignLogError that says what to do.
 */
export const assertOwnLog = async (database: Database): Promise<void> => {
  const rows = await database.query({
    text: `select from event_log where transaction_id >= pg_snapshot_xmax(pg_current_snapshot()) limit 1`,
  });
  if (rows.length === 0) return;
  throw new ForeignLogError(
    'event_log holds transactions that this PostgreSQL server has not reached: it was loaded from a dump. Restore a base backup instead (docs/running.md).',
  );
};

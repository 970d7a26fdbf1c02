import type { EventType } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';

/** Whether an account's log holds anything but events of these types. */
export const hasEventsBeside = async (
  sql: Sql,
  accountId: string,
  types: readonly EventType[],
): Promise<boolean> => {
  const rows = await sql.query({
    name: 'has_events_beside',
    text: 'select from event_log where subject = $1 and type <> all ($2) limit 1',
    values: [accountId, types],
  });
  return rows.length > 0;
};

import type { Clock, Database } from '@atlas/shared/ports';

const windowSeconds = 24 * 3600;
/** A message on its way when the window closes would come too late. */
const reserveSeconds = 60;

/** Whether somebody wrote in the last 24 hours, by what the bots publish. */
export const createIsWindowOpen =
  ({ database, clock, businessId }: { database: Database; clock: Clock; businessId: string }) =>
  async (userId: string): Promise<boolean> => {
    const since = new Date(clock().getTime() - (windowSeconds - reserveSeconds) * 1000);
    const rows = await database.query({
      name: 'notify_whatsapp_window',
      text: 'select from bots.whatsapp_windows where business_id = $1 and user_id = $2 and last_wrote_at > $3',
      values: [businessId, userId, since],
    });
    return rows.length > 0;
  };

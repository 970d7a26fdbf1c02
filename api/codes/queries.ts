import type { Sql } from '@atlas/shared/ports';

/** One fixed window of one counter. */
export type Spend = { key: string; limit: number; windowStartsAt: Date; expiresAt: Date };

/** Counts one in every window, in order, until one is over its limit; answers which that was. */
export const spendCounters = async (tx: Sql, spends: readonly Spend[]): Promise<Spend | undefined> => {
  for (const spend of spends) {
    const [row] = await tx.query<{ count: number }>({
      name: 'spend_send_counter',
      text: `insert into send_counters as n (key, window_starts_at, expires_at, count) values ($1, $2, $3, 1)
             on conflict (key, window_starts_at) do update set count = n.count + 1 returning count`,
      values: [spend.key, spend.windowStartsAt, spend.expiresAt],
    });
    if ((row?.count ?? 0) > spend.limit) return spend;
  }
  return undefined;
};

export const selectCounters = async (
  tx: Sql,
  keys: readonly string[],
  windowStartsAt: Date,
): Promise<Map<string, number>> => {
  const rows = await tx.query<{ key: string; count: number }>({
    name: 'select_send_counters',
    text: 'select key, count from send_counters where key = any ($1) and window_starts_at = $2',
    values: [keys, windowStartsAt],
  });
  return new Map(rows.map(({ key, count }) => [key, count]));
};

export type SendHistory = {
  /** Not answered right, to this destination, in the last hour. */
  toDestination: number;
  lastSentAt: Date | null;
  /** The same to any destination of the account. */
  ofAccount: number;
  oldestOfAccount: Date | null;
};

export const selectSendHistory = async (
  tx: Sql,
  { accountId, destinationIndex, since }: { accountId: string; destinationIndex: Buffer; since: Date },
): Promise<SendHistory> => {
  const [row] = await tx.query<SendHistory>({
    name: 'select_send_history',
    text: `select count(*) filter (where destination_index = $2) as "toDestination",
             max(sent_at) filter (where destination_index = $2) as "lastSentAt",
             count(*) as "ofAccount", min(sent_at) as "oldestOfAccount"
           from code_sends where account_id = $1 and not settled and sent_at > $3`,
    values: [accountId, destinationIndex, since],
  });
  return row as SendHistory;
};

export const insertSend = (
  tx: Sql,
  { accountId, destinationIndex, now }: { accountId: string; destinationIndex: Buffer; now: Date },
) =>
  tx.query({
    name: 'insert_code_send',
    text: 'insert into code_sends (account_id, destination_index, sent_at) values ($1, $2, $3)',
    values: [accountId, destinationIndex, now],
  });

export const selectLocale = async (tx: Sql, accountId: string) => {
  const [row] = await tx.query<{ locale: 'en' | 'ru' | 'zh' }>({
    name: 'select_locale',
    text: 'select locale from accounts where id = $1',
    values: [accountId],
  });
  return row?.locale ?? 'en';
};

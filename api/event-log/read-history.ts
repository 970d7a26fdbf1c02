import type { EventType } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import { openAccountKey, openPersonal, type Vault } from '@atlas/shared/sealing';

type Row = {
  id: string;
  type: EventType;
  occurredAt: Date;
  sequence: number;
  data: object;
  sealedKey: string | null;
};
export type HistoryEvent = {
  id: string;
  type: string;
  time: string;
  sequence: number;
  data: Record<string, unknown>;
};

/** An account's own events, newest first, personal fields opened. */
export const readHistory = async (
  sql: Sql,
  vault: Vault,
  accountId: string,
  { before, limit }: { before?: number; limit: number },
): Promise<HistoryEvent[]> => {
  const rows = await sql.query<Row>({
    name: 'read_history',
    text: `select e.id, e.type, e.occurred_at as "occurredAt", e.sequence, e.data, k.sealed_key as "sealedKey"
           from event_log e left join account_keys k on k.account_id = e.subject
           where e.subject = $1 and e.sequence < $2 and e.topic <> 'atlas.commands.notify' order by e.sequence desc limit $3`,
    values: [accountId, before ?? 2_147_483_647, limit],
  });
  const sealedKey = rows[0]?.sealedKey;
  const key = sealedKey ? openAccountKey(vault, accountId, sealedKey) : null;
  return rows.map(({ id, type, occurredAt, sequence, data }) => ({
    id,
    type,
    time: occurredAt.toISOString(),
    sequence,
    data: openPersonal(type, id, data, key),
  }));
};

import type { Sql } from '@atlas/shared/ports';
import type { Place, SourceRow } from './entry.ts';

export type ChainRow = Place & { seq: number; hash: Buffer };
export type Head = { seq: number; hash: Buffer; signedAt: Date; kid: string; signature: Buffer };

const noPlace: Place = { source: 'event', transactionId: '0', position: 0 };
const maxPosition = '9223372036854775807';

const time = `to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

type Reading = { after: Place | undefined; limit: number };

const selectSources = (sql: Sql, name: string, { after, limit }: Reading, condition: string) => {
  const { source, transactionId, position } = after ?? noPlace;
  return sql.query<SourceRow>({
    name,
    text: `select source, transaction_id::text as "transactionId", position, id, at, type, actor, subject, sequence,
             topic, traceparent, data
           from (
             (select 'event' as source, transaction_id, position, id, ${time} as at, type, source as actor,
                subject::text as subject, sequence, topic, traceparent, data::text as data
              from event_log
              where (transaction_id, position) > ($1::xid8, $2::bigint)
                ${condition}
              order by transaction_id, position limit $4)
             union all
             (select 'record', transaction_id, position, id, ${time}, action, actor, subject, null, null, null, data::text
              from audit_records
              where (transaction_id, position) > ($1::xid8, $3::bigint)
                ${condition}
              order by transaction_id, position limit $4)
           ) as merged
           order by merged.transaction_id, merged.source, merged.position limit $4`,
    values: [
      transactionId,
      // Within one transaction events come before records.
      source === 'event' ? position : maxPosition,
      source === 'event' ? 0 : position,
      limit,
    ],
  });
};

/**
 * What comes after a place, in the order of the chain, none of it above the oldest transaction in progress: a slow
 * commit is never skipped, and nothing can appear later below what was read.
 */
export const readSettled = (sql: Sql, reading: Reading): Promise<SourceRow[]> =>
  selectSources(
    sql,
    'audit_read_settled',
    reading,
    'and transaction_id < pg_snapshot_xmin(pg_current_snapshot())',
  );

/** The same without the bound: what was chained once is settled, also in a copy whose server counts anew. */
export const readChained = (sql: Sql, reading: Reading): Promise<SourceRow[]> =>
  selectSources(sql, 'audit_read_chained', reading, '');

/** One chainer at a time; until the transaction ends. False when another process has its turn. */
export const tryLockChain = async (tx: Sql): Promise<boolean> => {
  // What is chained can be chained again from what is durable, to the same hashes: no need to wait for the disk.
  const [row] = await tx.query<{ isHeld: boolean }>({
    name: 'audit_lock',
    text: `select pg_try_advisory_xact_lock(hashtextextended('atlas.audit', 0)) as "isHeld",
             set_config('synchronous_commit', 'off', true)`,
  });
  return row?.isHeld ?? false;
};

type TailRow = { [K in keyof ChainRow]: ChainRow[K] | null } & {
  headSeq: number | null;
  headAt: Date | null;
};

export const selectTail = async (
  sql: Sql,
): Promise<{ last: ChainRow | undefined; headSeq: number; headAt: Date | null }> => {
  const [row] = await sql.query<TailRow>({
    name: 'audit_tail',
    text: `select c.*, h.seq as "headSeq", h.signed_at as "headAt"
           from (values (1)) as one
           left join (select seq, hash, source, transaction_id::text as "transactionId", position
                      from audit_chain order by seq desc limit 1) as c on true
           left join (select seq, signed_at from audit_heads order by seq desc limit 1) as h on true`,
  });
  const { headSeq, headAt, ...last } = row as TailRow;
  return { last: last.seq === null ? undefined : (last as ChainRow), headSeq: headSeq ?? 0, headAt };
};

/** Appends rows after `lastSeq`; the hashes come as one run of 32 bytes each. */
export const insertChain = (tx: Sql, lastSeq: number, rows: readonly Place[], hashes: Buffer) =>
  tx.query({
    name: 'audit_insert_chain',
    text: `insert into audit_chain (seq, source, transaction_id, position, hash)
           select $1::bigint + n, source, transaction_id, position, substring($5::bytea from (n * 32 - 31)::int for 32)
           from unnest($2::text[], $3::xid8[], $4::bigint[])
             with ordinality as e (source, transaction_id, position, n)`,
    values: [
      lastSeq,
      rows.map(({ source }) => source),
      rows.map(({ transactionId }) => transactionId),
      rows.map(({ position }) => position),
      hashes,
    ],
  });

export const insertHead = (tx: Sql, { seq, hash, signedAt, kid, signature }: Head) =>
  tx.query({
    name: 'audit_insert_head',
    text: `insert into audit_heads (seq, hash, signed_at, kid, signature) values ($1, $2, $3, $4, $5)`,
    values: [seq, hash, signedAt, kid, signature],
  });

export const selectChain = (
  sql: Sql,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<ChainRow[]> =>
  sql.query({
    name: 'audit_select_chain',
    text: `select seq, hash, source, transaction_id::text as "transactionId", position
           from audit_chain where seq > $1 and seq <= $2 order by seq limit $3`,
    values: [after, upTo, limit],
  });

export const selectHeads = (sql: Sql, { after, limit }: { after: number; limit: number }): Promise<Head[]> =>
  sql.query({
    name: 'audit_select_heads',
    text: `select seq, hash, signed_at as "signedAt", kid, signature
           from audit_heads where seq > $1 order by seq limit $2`,
    values: [after, limit],
  });

/** Whether some chain row names this place; goes through the whole chain, so for telling of a fault only. */
export const isChained = async (sql: Sql, { source, transactionId, position }: Place): Promise<boolean> => {
  const rows = await sql.query({
    text: `select from audit_chain where source = $1 and transaction_id = $2::xid8 and position = $3 limit 1`,
    values: [source, transactionId, position],
  });
  return rows.length > 0;
};

export type Unchained = { rows: number; oldestSeconds: number };

/** What is not chained yet, counted to the end of the log as committed now. */
export const selectUnchained = async (sql: Sql, now: Date): Promise<Unchained> => {
  const [row] = await sql.query<Unchained>({
    text: `with tail as (
             select coalesce(c.transaction_id, '0'::xid8) as transaction_id,
               case when c.source = 'record' then ${maxPosition} else coalesce(c.position, 0) end as event_position,
               case when c.source = 'record' then c.position else 0 end as record_position
             from (values (1)) as one
             left join (select * from audit_chain order by seq desc limit 1) as c on true
           ), waiting as (
             select l.occurred_at from event_log l, tail t
             where (l.transaction_id, l.position) > (t.transaction_id, t.event_position)
             union all
             select r.occurred_at from audit_records r, tail t
             where (r.transaction_id, r.position) > (t.transaction_id, t.record_position)
           )
           select count(*) as rows,
             greatest(coalesce(extract(epoch from $1::timestamptz - min(occurred_at))::float8, 0), 0) as "oldestSeconds"
           from waiting`,
    values: [now],
  });
  return row ?? { rows: 0, oldestSeconds: 0 };
};

export type SealedHeadKey = { kid: string; sealedPrivateKey: string };

export const selectHeadKeys = (sql: Sql): Promise<SealedHeadKey[]> =>
  sql.query({
    text: `select kid, sealed_private_key as "sealedPrivateKey" from audit_keys order by created_at desc, kid`,
  });

export const insertHeadKey = (tx: Sql, { kid, sealedPrivateKey }: SealedHeadKey, now: Date) =>
  tx.query({
    text: 'insert into audit_keys (kid, sealed_private_key, created_at) values ($1, $2, $3)',
    values: [kid, sealedPrivateKey, now],
  });

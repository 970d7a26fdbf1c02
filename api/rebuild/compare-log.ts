import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { openAccountKey, openPersonal, type Vault } from '@atlas/shared/sealing';
import canonicalize from 'canonicalize';
import type { LoggedEvent, Projection, Row } from './projection.ts';
import { type EventRow, selectAccountIds, selectEvents, selectKeys } from './queries.ts';

/** A place where a table is not what the log says. */
export type Difference = {
  table: string;
  accountId: string;
  rowId: string;
  /** Null: the row as a whole is missing on one side. */
  column: string | null;
  /** Null where it is missing, `personal` where it is not for reports. */
  fromEvents: unknown;
  inTable: unknown;
};

export type Comparison = { accounts: number; events: number; rows: number; differences: Difference[] };

type Deps = { database: Database; vault: Vault; clock: Clock; projections: readonly Projection[] };

const pageAccounts = 200;
const firstId = '00000000-0000-0000-0000-000000000000';

const textOf = (value: unknown): string => canonicalize({ value: value ?? null }) ?? '';

const compareRows = (
  { table, personal }: Projection,
  place: { accountId: string; rowId: string },
  fromEvents: Row,
  inTable: Row,
): Difference[] => {
  const shown = (column: string, value: unknown) =>
    personal.includes(column) ? 'personal' : (value ?? null);
  return Object.keys({ ...fromEvents, ...inTable })
    .filter((column) => textOf(fromEvents[column]) !== textOf(inTable[column]))
    .map((column) => ({
      table,
      ...place,
      column,
      fromEvents: shown(column, fromEvents[column]),
      inTable: shown(column, inTable[column]),
    }));
};

const foldAccount = (projection: Projection, events: readonly LoggedEvent[]): Map<string, Row> => {
  const rows = new Map<string, Row>();
  for (const [index, event] of events.entries()) projection.evolve(rows, event, events[index - 1]);
  return rows;
};

/** What is wrong with the log itself: a gap, or a key that should be there, or should not. */
const checkLog = (accountId: string, events: readonly EventRow[], hasKey: boolean): Difference[] => {
  const differences: Difference[] = [];
  const gap = events.findIndex(({ sequence }, index) => sequence !== index + 1);
  const place = { accountId, rowId: accountId };
  if (gap >= 0) {
    const inTable = events[gap]?.sequence;
    differences.push({ table: 'event_log', ...place, column: 'sequence', fromEvents: gap + 1, inTable });
  }
  const isErased = events.at(-1)?.type === 'account.deleted.v1';
  if (isErased === hasKey) {
    const [fromEvents, inTable] = [isErased ? 'destroyed' : 'kept', hasKey ? 'kept' : 'destroyed'];
    differences.push({ table: 'account_keys', ...place, column: 'sealed_key', fromEvents, inTable });
  }
  return differences;
};

/** One page of accounts, log and tables as of one moment. */
const comparePage = async (
  tx: Sql,
  { vault, clock, projections }: Deps,
  accountIds: readonly string[],
): Promise<Omit<Comparison, 'accounts'>> => {
  const keys = await selectKeys(tx, accountIds);
  const stored = await selectEvents(tx, accountIds);
  const byAccount = Map.groupBy(stored, ({ accountId }) => accountId);
  const now = clock();
  const differences: Difference[] = [];
  const events = new Map<string, LoggedEvent[]>();
  for (const accountId of accountIds) {
    const rows = byAccount.get(accountId) ?? [];
    const sealedKey = keys.get(accountId);
    differences.push(...checkLog(accountId, rows, sealedKey !== undefined));
    const key = sealedKey ? openAccountKey(vault, accountId, sealedKey) : null;
    // Nobody can read an erased person's events any more, and they say that nothing is left.
    const opened = key ? rows : [];
    events.set(
      accountId,
      opened.map(({ id, type, data, ...rest }) => {
        return { ...rest, type, data: openPersonal(type, id, data, key) } as LoggedEvent;
      }),
    );
  }
  let rowCount = 0;
  for (const projection of projections) {
    const inTable = new Map(
      [...Map.groupBy(await projection.read(tx, accountIds), ({ accountId }) => accountId)].map(
        ([accountId, rows]) => [
          accountId,
          new Map(rows.map(({ id, accountId: _, ...row }) => [id, row as Row])),
        ],
      ),
    );
    for (const accountId of accountIds) {
      const wanted = foldAccount(projection, events.get(accountId) ?? []);
      const found = inTable.get(accountId) ?? new Map<string, Row>();
      rowCount += found.size;
      for (const rowId of new Set([...wanted.keys(), ...found.keys()])) {
        const [fromEvents, row] = [wanted.get(rowId), found.get(rowId)];
        const place = { accountId, rowId };
        if (fromEvents && row) differences.push(...compareRows(projection, place, fromEvents, row));
        else if (!fromEvents || !projection.isForgotten?.(fromEvents, now)) {
          const [there, missing] = ['a row', null];
          differences.push({
            table: projection.table,
            ...place,
            column: null,
            fromEvents: fromEvents ? there : missing,
            inTable: row ? there : missing,
          });
        }
      }
    }
  }
  return { events: stored.length, rows: rowCount, differences };
};

/**
 * Projects every account from its events alone and compares that with the tables, row by row and column by column.
 * A page of accounts at a time, each as of one moment: it may run beside a server that writes.
 */
export const compareLog = async (deps: Deps): Promise<Comparison> => {
  const total: Comparison = { accounts: 0, events: 0, rows: 0, differences: [] };
  for (let after = firstId; ; ) {
    const page = await deps.database.transaction(async (tx) => {
      await tx.query({ text: 'set transaction isolation level repeatable read, read only' });
      const accountIds = await selectAccountIds(tx, after, pageAccounts);
      return { accountIds, ...(await comparePage(tx, deps, accountIds)) };
    });
    total.accounts += page.accountIds.length;
    total.events += page.events;
    total.rows += page.rows;
    total.differences.push(...page.differences);
    const last = page.accountIds.at(-1);
    if (!last || page.accountIds.length < pageAccounts) return total;
    after = last;
  }
};

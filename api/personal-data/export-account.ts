import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { AccountExport } from '@atlas/shared/wire';
import { type HistoryEvent, readHistory } from '../event-log/index.ts';
import type { Holding } from './holding.ts';

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  holdings: readonly Holding[];
  /** Accounts that became part of this one. */
  partsOf: (sql: Sql, accountId: string) => Promise<string[]>;
};

const pageEvents = 500;

/** The whole history, oldest first. */
const readAllHistory = async (sql: Sql, vault: Vault, accountId: string): Promise<HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  for (let before: number | undefined; ; before = events.at(-1)?.sequence) {
    const page = await readHistory(sql, vault, accountId, { before, limit: pageEvents });
    events.push(...page);
    if (page.length < pageEvents) return events.reverse();
  }
};

/** Everything held about a person as of one moment, personal fields opened; no secrets. Accounts that were merged, too. */
export const createExportAccount = ({ database, clock, vault, holdings, partsOf }: Deps) => {
  const readAll = async (tx: Sql, accountId: string) => {
    const held: Record<string, unknown> = {};
    for (const { name, read } of holdings) held[name] = await read(tx, accountId);
    const history = (await readAllHistory(tx, vault, accountId)).map(({ sequence: _, ...event }) => event);
    return { ...held, history };
  };
  return (accountId: string): Promise<AccountExport> =>
    database.transaction(async (tx) => {
      await tx.query({ text: 'set transaction isolation level repeatable read, read only' });
      const mergedAccounts: object[] = [];
      for (const part of await partsOf(tx, accountId)) mergedAccounts.push(await readAll(tx, part));
      return {
        exportedAt: clock().toISOString(),
        ...(await readAll(tx, accountId)),
        ...(mergedAccounts.length > 0 ? { mergedAccounts } : {}),
      };
    });
};

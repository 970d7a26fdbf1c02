import type { AtlasEvent } from '@atlas/shared/events';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { type DecidedAgainst, recordAgainst } from '../decisions/index.ts';
import { type EarlyRow, forgetEarly, insertEarly, selectAwaited, takeEarly } from './queries.ts';

/** How long an event waits for its account. Longer than one topic lags behind another in anything but an outage. */
const patienceMs = 3_600_000;
const maxAccounts = 100;

const place = (eventId: string) => ({ table: 'notify.early_events', column: 'sealed', rowId: eventId });

/** Keeps events of accounts that were not heard of yet: their account's topic is only behind. */
export const createKeepEarly =
  (vault: Vault) =>
  async (tx: Sql, events: readonly AtlasEvent[], now: Date): Promise<void> => {
    const rows = events.map((event): EarlyRow => {
      const sealed = vault.seal(Buffer.from(JSON.stringify(event)), place(event.id));
      return { eventId: event.id, accountId: event.subject, sealed };
    });
    if (rows.length > 0) await insertEarly(tx, rows, now);
  };
export type KeepEarly = ReturnType<typeof createKeepEarly>;

type Deps = {
  database: Database;
  vault: Vault;
  clock: Clock;
  /** As for an event that just came; tells for which there is still nobody. */
  writeNotices: (
    tx: Sql,
    events: readonly AtlasEvent[],
    now: Date,
  ) => Promise<{ nobody: readonly DecidedAgainst[] }>;
  onQueued: () => void;
};

/**
 * Takes kept events up again once their account is there. One whose account never came (it was erased before anybody
 * heard of it) ends on record. True when there may be more.
 */
export const createTakeUpEarly =
  ({ database, vault, clock, writeNotices, onQueued }: Deps) =>
  async (): Promise<boolean> => {
    const accounts = await database.transaction(async (tx) => {
      const now = clock();
      const keptBefore = new Date(now.getTime() - patienceMs);
      const rows = await takeEarly(tx, { keptBefore, maxAccounts });
      if (rows.length === 0) return 0;
      const events = rows.map(
        ({ eventId, sealed }) =>
          JSON.parse(vault.open(sealed, place(eventId)).toString('utf8')) as AtlasEvent,
      );
      const { nobody } = await writeNotices(tx, events, now);
      await recordAgainst(tx, nobody, now);
      return new Set(rows.map(({ accountId }) => accountId)).size;
    });
    if (accounts > 0) onQueued();
    return accounts === maxAccounts;
  };

/** Those of accounts that others wait for already: they go behind, so that each is told of in its order. */
export const eventsBehind = async (
  tx: Sql,
  events: readonly AtlasEvent[],
): Promise<readonly AtlasEvent[]> => {
  const awaited = await selectAwaited(tx, [...new Set(events.map(({ subject }) => subject))]);
  return awaited.size === 0 ? [] : events.filter(({ subject }) => awaited.has(subject));
};

/** With an erased account goes what waited for it. */
export const forgetEarlyOf = async (tx: Sql, events: readonly AtlasEvent[]): Promise<void> => {
  const erased = events.filter(({ type }) => type === 'account.deleted.v1').map(({ subject }) => subject);
  if (erased.length > 0) await forgetEarly(tx, erased);
};

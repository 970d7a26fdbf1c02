import type { Sql } from '@atlas/shared/ports';
import type { NewEvent } from '../event-log/index.ts';

/** What one slice keeps about a person: told in the export, gone with the account. */
export type Holding = {
  /** Its field in the export. */
  name: string;
  /** All of it, opened; nothing that lets somebody in (secrets, tokens, their hashes). */
  read(sql: Sql, accountId: string): Promise<unknown>;
  /**
   * Removes it, in the transaction that holds the account's lock.
   * @returns what that means to others, for the event log.
   */
  erase(tx: Sql, accountId: string): Promise<readonly NewEvent[]>;
};

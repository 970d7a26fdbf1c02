import type { EventData, EventType } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';

/** An event of the log, personal fields opened. */
export type LoggedEvent<T extends EventType = EventType> = {
  [K in T]: { type: K; at: Date; sequence: number; accountId: string; data: EventData[K] };
}[T];

/** Columns by name; the key is in the map that holds it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a table holds, as the event log alone tells it. */
export type Projection = {
  table: string;
  /** Columns whose values no report shows. */
  personal: readonly string[];
  /** Brings one account's rows, by id, up to date with its next event. `previous` is the event before it. */
  evolve(rows: Map<string, Row>, event: LoggedEvent, previous: LoggedEvent | undefined): void;
  /** The same columns as the table has them. */
  read(sql: Sql, accountIds: readonly string[]): Promise<(Row & { id: string; accountId: string })[]>;
  /** Whether a row may have been deleted since, because nobody needs it any more. */
  isForgotten?(row: Row, now: Date): boolean;
};

/** Changes columns of a row that is there. */
export const change = (rows: Map<string, Row>, id: string, columns: Row): void => {
  const row = rows.get(id);
  if (row) rows.set(id, { ...row, ...columns });
};

/** Changes every row. */
export const changeAll = (rows: Map<string, Row>, columnsOf: (row: Row, id: string) => Row): void => {
  for (const [id, row] of rows) rows.set(id, { ...row, ...columnsOf(row, id) });
};

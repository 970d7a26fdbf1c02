import { setTimeout as delay } from 'node:timers/promises';
import { AtlasError } from '../errors/index.ts';
import type { AtlasEvent } from '../events/index.ts';
import type { Clock, Database, EventHandler } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import type { Decode } from './decode.ts';
import type { LogRow } from './log-row.ts';
import { insertBehind, insertParked, lockKey } from './queries.ts';

type Deps<Row extends LogRow> = {
  group: string;
  handle: EventHandler;
  decode: Decode<Row>;
  clock: Clock;
  logger: Logger;
  /** Told how old each event was when the handler was done with it, in seconds. */
  observeAge?: (seconds: number) => void;
  /** Told of a key whose events wait from now on. */
  onBlocked?: (key: string) => void;
  /** Told of a key marked as blocked of which nothing waits any more. */
  onUnblocked?: (key: string) => void;
};
type Handleable<Row extends LogRow> = { row: Row; event: AtlasEvent };
/** Where parked events are kept. */
type Parking = Pick<Database, 'query' | 'transaction'>;
type Outcome = { result: 'handled' } | { result: 'stopped' } | { result: 'failed'; error: string };

/** Quick tries before an event is parked. */
export const maxTries = 3;
const quickRetryMs = 50;
const maxWaitMs = 5000;

const jittered = (ms: number) => ms * (0.8 + Math.random() * 0.4);
const isPassing = (error: unknown): boolean => error instanceof AtlasError && error.retryable;

/** The failure in a few words: never the message of an unknown error, which may quote data. */
export const describeFailure = (error: unknown): string =>
  error instanceof AtlasError ? error.code : error instanceof Error ? error.name : 'not an Error';

/** Waits out `ms`, or less when told to stop. */
const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});

/**
 * Hands a batch of the log to the group's handler; what can't be handled is parked, so that the next key flows.
 *
 * A handler that rejects with a retryable AtlasError says that its dependency is away: the batch is not at fault, so
 * it is tried until it works. Any other rejection is looked for event by event and tried `maxTries` times.
 *
 * @returns the last row that is done with, or null when none is: told to stop in between, it ends early.
 */
export const createHandleBatch = <Row extends LogRow>({
  group,
  handle,
  decode,
  clock,
  logger,
  observeAge,
  onBlocked,
  onUnblocked,
}: Deps<Row>) => {
  const observe = (events: readonly AtlasEvent[]): void => {
    if (!observeAge) return;
    const now = clock().getTime();
    for (const { time } of events) observeAge(Math.max(now - Date.parse(time), 0) / 1000);
  };

  const tryHandle = async (
    events: readonly AtlasEvent[],
    tries: number,
    signal: AbortSignal,
  ): Promise<Outcome> => {
    for (let failed = 0, waits = 0; ; ) {
      try {
        await handle(events);
        observe(events);
        return { result: 'handled' };
      } catch (error) {
        if (isPassing(error)) {
          waits += 1;
          if (waits === 1)
            logger.warn({ group, reason: describeFailure(error) }, 'handler waits for its dependency');
          await pause(jittered(Math.min(100 * 2 ** waits, maxWaitMs)), signal);
        } else {
          failed += 1;
          if (failed >= tries) return { result: 'failed', error: describeFailure(error) };
          await pause(jittered(quickRetryMs * 2 ** failed), signal);
        }
        if (signal.aborted) return { result: 'stopped' };
      }
    }
  };

  const park = async (sql: Parking, row: Row, reason: 'failed' | 'undecodable', error: string) => {
    const attempts = reason === 'failed' ? maxTries : 0;
    await insertParked(sql, { group, row, reason, error, attempts, parkedAt: clock() });
    logger.error({ group, eventId: row.id, type: row.type, reason, error }, 'event parked');
  };

  const parkBehind = async (sql: Parking, row: Row): Promise<boolean> => {
    const isBehind = await sql.transaction(async (tx) => {
      await lockKey(tx, group, row.subject);
      return insertBehind(tx, { group, row, parkedAt: clock() });
    });
    if (!isBehind) onUnblocked?.(row.subject);
    return isBehind;
  };

  const handleOneByOne = async (
    sql: Parking,
    batch: readonly Handleable<Row>[],
    signal: AbortSignal,
  ): Promise<Row | null> => {
    let done: Row | null = null;
    const blocked = new Set<string>();
    for (const { row, event } of batch) {
      if (signal.aborted) return done;
      if (!blocked.has(row.subject) || !(await parkBehind(sql, row))) {
        const outcome = await tryHandle([event], maxTries, signal);
        if (outcome.result === 'stopped') return done;
        if (outcome.result === 'failed') {
          await park(sql, row, 'failed', outcome.error);
          blocked.add(row.subject);
          onBlocked?.(row.subject);
        }
      }
      done = row;
    }
    return done;
  };

  return async (sql: Parking, rows: readonly Row[], signal: AbortSignal): Promise<Row | null> => {
    const batch: Handleable<Row>[] = [];
    for (const row of rows) {
      const decoded = decode(row);
      if ('undecodable' in decoded) await park(sql, row, 'undecodable', decoded.undecodable);
      if (!('event' in decoded)) continue;
      if (row.isBlocked && (await parkBehind(sql, row))) continue;
      batch.push({ row, event: decoded.event });
    }
    const last = rows.at(-1) ?? null;
    if (batch.length === 0) return last;
    const events = batch.map(({ event }) => event);
    const { result } = await tryHandle(events, 1, signal);
    if (result === 'handled') return last;
    if (result === 'stopped') return null;
    const done = await handleOneByOne(sql, batch, signal);
    return done && done === batch.at(-1)?.row ? last : done;
  };
};

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Database } from '../ports/index.ts';

const channel = 'atlas_event_log';

/** A transaction that notifies is written to the log of the server; nobody need wait until that is on disk. */
const hintText = `select set_config('synchronous_commit', 'off', true), pg_notify('${channel}', '')`;

/**
 * Tells other processes that the log grew: at most one NOTIFY every `minGapMs`, outside the transaction that wrote.
 * NOTIFY takes a lock of the whole database until commit; one for each transaction would halve the commits. A hint that
 * fails is forgotten: the readers poll all the same.
 */
export const createLogHint = ({ database, minGapMs = 10 }: { database: Database; minGapMs?: number }) => {
  let isWanted = false;
  let sending: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      await database.query({ name: 'log_hint', text: hintText }).catch(() => {});
      await delay(minGapMs);
    }
    sending = undefined;
  };
  return {
    give: (): void => {
      isWanted = true;
      sending ??= send();
    },
    /** Resolves when nothing is being sent. */
    settled: async (): Promise<void> => sending,
  };
};

const reconnectMs = 1000;

/** Calls `onHint` whenever another process gave one, over a connection of its own that is renewed when it is lost. */
export const listenForHints = (databaseUrl: string, onHint: () => void): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const listen = async (): Promise<void> => {
    const lost = Promise.withResolvers<void>();
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'atlas-log-hints',
      connectionTimeoutMillis: 2000,
      keepAlive: true,
    });
    client.on('error', () => lost.resolve());
    client.on('end', () => lost.resolve());
    client.on('notification', onHint);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      // What was committed before the connection stood gave its hint to nobody.
      onHint();
      await Promise.race([lost.promise, stopped]);
    } finally {
      await client.end();
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await listen().catch(() => {});
      await delay(reconnectMs, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

import { randomBytes } from 'node:crypto';
import type { Database } from '../ports/index.ts';
import { createDatabase } from '../postgres/index.ts';

export type TestDatabase = Database & AsyncDisposable & { url: string };

/** Cloning needs a template nobody is connected to; one clone at a time. */
const cloneLock = `select pg_advisory_xact_lock(hashtextextended('atlas.test.clone', 0))`;

/**
 * A database of its own, cloned from the run's template in some 20 ms. Dropped on dispose.
 *
 * @param cluster what the global set-up provides: the server's URL and the template's name.
 */
export const createTestDatabase = async (
  { url, template }: { url: string; template: string },
  { maxConnections = 16 }: { maxConnections?: number } = {},
): Promise<TestDatabase> => {
  const name = `atlas_test_${randomBytes(6).toString('hex')}`;
  const maintenance = createDatabase({
    url,
    applicationName: 'atlas-test',
    maxConnections: 2,
    statementTimeoutMs: 30_000,
  });
  await maintenance.transaction(async (lock) => {
    await lock.query({ text: `set local lock_timeout = '30s'` });
    await lock.query({ text: cloneLock });
    // CREATE DATABASE refuses to run inside a transaction, so it goes over a second connection.
    await maintenance.query({ text: `create database ${name} template ${template} strategy file_copy` });
  });
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = createDatabase({ url: own.href, applicationName: 'atlas-test', maxConnections });
  const dispose = async () => {
    await database.close();
    await maintenance.query({ text: `drop database if exists ${name} with (force)` });
    await maintenance.close();
  };
  return { ...database, url: own.href, [Symbol.asyncDispose]: dispose };
};

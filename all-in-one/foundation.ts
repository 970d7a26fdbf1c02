import { createWriteStream } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Database } from '@atlas/shared/ports';
import { createDatabase, migrate, startEmbeddedPostgres } from '@atlas/shared/postgres';
import { createLogger, type Logger, listen } from '@atlas/shared/process';
import type { Switches } from './config.ts';
import { buildPages } from './pages.ts';
import { openStateFolder } from './state-folder.ts';
import type { Stops } from './stops.ts';

const root = join(import.meta.dirname, '..');

/** What every part stands on. */
export type Foundation = {
  port: number;
  /** From then on requests are answered; until then callers are told to wait. */
  serve(handler: RequestListener): void;
  masterKey: string;
  pathOf(name: string): string;
  logger: Logger;
  databaseUrl: string;
  database: Database;
};

const openDatabase = async (
  url: string | undefined,
  { pathOf, stops, done }: { pathOf: Foundation['pathOf']; stops: Stops; done: (what: string) => void },
): Promise<{ databaseUrl: string; database: Database }> => {
  let databaseUrl = url;
  if (!databaseUrl) {
    const postgres = await startEmbeddedPostgres({ dataDirectory: pathOf('postgres') });
    stops.add(() => postgres.stop());
    databaseUrl = postgres.url;
    done(`PostgreSQL, embedded (127.0.0.1:${postgres.port}, pid ${postgres.pid})`);
  }
  const database = createDatabase({ url: databaseUrl, applicationName: 'atlas' });
  stops.add(() => database.close());
  return { databaseUrl, database };
};

const migrateAll = async (database: Database): Promise<number> => {
  let applied = 0;
  for (const component of ['api', 'notify', 'bots', 'analytics', 'gamification']) {
    const directory = join(root, component, 'migrations');
    applied += (await migrate(database, { component, directory })).length;
  }
  return applied;
};

/**
 * Takes the port and the state folder, builds the pages that changed, and opens the database.
 *
 * @throws PortTakenError, StateFolderError, EmbeddedPostgresError: each says what to do.
 */
export const openFoundation = async (
  switches: Switches,
  stateFolder: string,
  { stops, done }: { stops: Stops; done: (what: string) => void },
): Promise<Foundation> => {
  // The port first: a taken one is told at once.
  let handle: RequestListener = (_req, res) => void res.writeHead(503, { 'Retry-After': '1' }).end();
  const server = await listen((req, res) => handle(req, res), { port: switches.PORT, host: switches.HOST });
  stops.add(() => server.close());

  const state = await openStateFolder(stateFolder);
  stops.add(() => state.release());
  const logFile = createWriteStream(state.path('atlas.log'), { flags: 'a', mode: 0o600 });
  stops.add(() => new Promise((resolve) => logFile.end(resolve)));
  const logger = createLogger({ process: 'atlas', level: switches.LOG_LEVEL }, logFile);

  const built = await buildPages();
  if (built.length > 0) done(`Pages built (${built.join(', ')})`);

  const { databaseUrl, database } = await openDatabase(switches.DATABASE_URL, {
    pathOf: state.path,
    stops,
    done,
  });
  // Again, so that it comes between: after all that answers or calls through it, before the database.
  stops.add(() => server.close());
  const applied = await migrateAll(database);
  done(applied > 0 ? `Database migrated (${applied} new)` : 'Database up to date');
  return {
    port: server.port,
    serve: (handler) => {
      handle = handler;
    },
    masterKey: state.masterKey,
    pathOf: state.path,
    logger,
    databaseUrl,
    database,
  };
};

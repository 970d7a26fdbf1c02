import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type Clock, type Database, systemClock } from '../ports/index.ts';
import { createDatabase, migrate } from '../postgres/index.ts';
import {
  createHealth,
  createHealthHandlers,
  createLogger,
  createMetrics,
  type HealthCheck,
  type Logger,
  listen,
  loadConfig,
  type Metrics,
  type ProcessEnvironment,
  runUntilStopped,
  type Stoppable,
} from '../process/index.ts';
import { untilAvailable } from './until-available.ts';

/** What every process stands on once its environment is read. */
export type Foundation<Environment> = {
  env: Environment;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  database: Database;
};

/** What a process is made of. */
export type ProcessParts = {
  /** Answers what is not `/healthz`, `/readyz` or `/metrics`; without it nothing is there. */
  handler?: RequestListener;
  healthChecks: readonly HealthCheck[];
  /**
   * Begins to work, once the port is open; the process is ready when it resolves. Called again when it rejects because a
   * dependency is away.
   */
  start?(): Promise<void>;
  /** Takes no more work and finishes what is in flight. Requests have ended by then; the database is still there. */
  stop(): Promise<void>;
};

export type ProcessDescription<Environment> = {
  /** Also its name in logs and in pg_stat_activity, and of its migrations. */
  name: string;
  environment: z.ZodType<Environment>;
  /** `process.env`. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Folder of its migrations; without it the process keeps no tables of its own. */
  migrations?: string;
  compose(foundation: Foundation<Environment>): ProcessParts | Promise<ProcessParts>;
};

type Needed = ProcessEnvironment & { DATABASE_URL: string };

const nothingThere: RequestListener = (_req, res) => void res.writeHead(404).end();

const route = (
  own: Readonly<Record<string, (req: IncomingMessage, res: ServerResponse) => void>>,
  others: RequestListener,
): RequestListener => {
  const paths = new Map(Object.entries(own));
  return (req, res) => {
    const handler = paths.get((req.url ?? '').split('?', 1)[0] ?? '');
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    return handler && isRead ? handler(req, res) : others(req, res);
  };
};

const startProcess = async <Environment extends Needed>({
  name,
  environment,
  variables,
  migrations,
  compose,
}: ProcessDescription<Environment>): Promise<Stoppable> => {
  const env = loadConfig(environment, variables);
  const logger = createLogger({ process: name, level: env.LOG_LEVEL });
  const metrics = createMetrics();
  const database = createDatabase({ url: env.DATABASE_URL, applicationName: `atlas-${name}` });
  await untilAvailable(() => database.ping(), { logger });
  if (migrations)
    await untilAvailable(() => migrate(database, { component: name, directory: migrations }), { logger });
  const parts = await compose({ env, clock: systemClock, logger, metrics, database });
  const health = createHealth(parts.healthChecks, { isStarting: true });
  const handler = route(createHealthHandlers({ health, metrics }), parts.handler ?? nothingThere);
  const server = await listen(handler, { port: env.PORT, host: env.HOST });
  await untilAvailable(async () => parts.start?.(), { logger });
  health.finishStarting();
  logger.info({ port: server.port }, 'ready');
  return {
    stop: async () => {
      health.beginStopping();
      logger.info({}, 'stopping');
      await server.close();
      await parts.stop();
      await database.close();
      logger.info({}, 'stopped');
    },
  };
};

/**
 * A process of Atlas from its environment to its end: reads its variables (exit 78 with every fault), migrates, composes
 * its parts, answers `/healthz`, `/readyz` and `/metrics`, works, and on SIGTERM stops in the order that loses nothing:
 * not ready, no more requests, no more work, what is in flight, the database.
 */
export const runProcess = <Environment extends Needed>(
  description: ProcessDescription<Environment>,
): Promise<void> => runUntilStopped(() => startProcess(description));

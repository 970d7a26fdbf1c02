import { Redis } from 'ioredis';
import type { Logger } from '../process/index.ts';

/** A connection that is looked after: it fails at once while Redis is away, and comes back by itself. */
export type RedisConnection = {
  client: Redis;
  /** Resolves when Redis answers; rejects while it is away. */
  ping(): Promise<void>;
  /** Called each time that a connection can be used, and when it no longer can. */
  watch(listener: { up(): void; down(): void }): void;
  close(): Promise<void>;
};

type Options = {
  /** `redis://…` or `rediss://…`. */
  url: string;
  /** Shown in CLIENT LIST. */
  name: string;
  logger: Logger;
  /** How long an answer may take before the connection is given up, in ms (Default: 500). */
  answerTimeoutMs?: number;
};

const maxRetryMs = 1000;

/**
 * Connects to Redis. Nothing waits for it: a command without a connection fails at once, one that is not answered in time
 * ends the connection, and no command is ever sent twice, because nobody could say what the first one did.
 * One line in the log says that it is away, one that it is back.
 */
export const connectRedis = ({ url, name, logger, answerTimeoutMs = 500 }: Options): RedisConnection => {
  const client = new Redis(url, {
    connectionName: name,
    connectTimeout: 1000,
    socketTimeout: answerTimeoutMs,
    commandTimeout: answerTimeoutMs * 2,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // A primary that became a replica: its successor is behind the same address.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
    retryStrategy: (attempt) => Math.min(20 * 2 ** attempt, maxRetryMs) * (0.75 + Math.random() / 2),
  });
  let isClosing = false;
  let isAway = false;
  let lastError: Error | undefined;
  client.on('error', (error) => {
    lastError = error;
  });
  client.on('close', () => {
    if (isAway || isClosing) return;
    isAway = true;
    logger.warn({ error: lastError }, 'redis is away');
  });
  client.on('ready', () => {
    if (isAway) logger.info({}, 'redis is back');
    isAway = false;
    lastError = undefined;
  });
  return {
    client,
    ping: async () => void (await client.ping()),
    watch: ({ up, down }) => {
      client.on('ready', up);
      client.on('close', down);
      if (client.status === 'ready') up();
    },
    close: async () => {
      isClosing = true;
      client.disconnect();
    },
  };
};

import type { LogEntry, logCreator } from 'kafkajs';
import type { Logger } from '../process/index.ts';

/** kafkajs's level ERROR. */
const errorLevel = 1;
/** Said at `error` though the client mends it by itself: a coordinator that starts, a group that rebalances. */
const mended =
  /coordinator|concurrent[ _]transactions|rebalanc|re-joining|leader|not aware of this member|generation|retries for the idempotent|Connection (error|timeout)|Failed to connect|Failed to send messages|Closed connection|does not host this topic-partition|heartbeat/i;

/**
 * What the client says, in our log: what it mends itself, and all below an error, at `debug`; the rest as a warning,
 * since whoever called the client decides whether it is an error.
 */
export const createLogCreator =
  (logger: Logger): logCreator =>
  () =>
  ({ namespace, level, log }: LogEntry) => {
    const { message, groupId, broker, error } = log;
    const fields = {
      client: namespace,
      ...(typeof groupId === 'string' ? { group: groupId } : {}),
      ...(typeof broker === 'string' ? { broker } : {}),
      ...(typeof error === 'string' ? { reason: error.slice(0, 300) } : {}),
    };
    const isNoise = level > errorLevel || mended.test(`${message} ${String(error ?? '')}`);
    logger[isNoise ? 'debug' : 'warn'](fields, message.slice(0, 300));
  };

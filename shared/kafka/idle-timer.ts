import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What the patch needs to know of kafkajs's `RequestQueue`. */
export type RequestQueue = {
  pending: readonly unknown[];
  /** Epoch ms; in the past when the broker asked for no pause. */
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
};

/** The one version that the patch was made for. */
const patchedVersion = '2.2.4';
const isPatched = Symbol.for('atlas.kafkajs.idleTimer');
type Prototype = RequestQueue & { [isPatched]?: true };

/**
 * Ends the timer that kafkajs 2.2.4 arms again after every answer, for ever and with a negative delay, though nothing
 * waits: 5 % of a core in an idle process. From now on it is armed only while requests wait or the broker asked for a
 * pause. Does nothing when another version is installed, and nothing the second time. [kafkajs issues 1667, 1704, 1751]
 *
 * @returns whether it is in place.
 */
export const patchIdleTimer = (
  version: string = (require('kafkajs/package.json') as { version: string }).version,
  queue = require('kafkajs/src/network/requestQueue') as { prototype: Prototype },
): boolean => {
  if (version !== patchedVersion) return false;
  const { prototype } = queue;
  if (prototype[isPatched]) return true;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype[isPatched] = true;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
  return true;
};

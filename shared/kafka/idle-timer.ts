import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What the patch needs to know of kafkajs's `RequestQueue`. */
export type RequestQueue = {
  pending: readonly unknown[];
  /** Epoch ms; in the past when the broker asked for no pause. */
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
  /** Requests whose answers are awaited. */
  inflight: ReadonlyMap<number, { sentAt: number; requestTimeout: number; timeoutRequest(): void }>;
  enforceRequestTimeout: boolean;
  requestTimeout: number;
  requestTimeoutIntervalId: NodeJS.Timeout | null;
  isConnected(): boolean;
  destroy(): void;
  scheduleRequestTimeoutCheck(): void;
};

/** The one version that the patch was made for. */
const patchedVersion = '2.2.4';
const isPatched = Symbol.for('atlas.kafkajs.idleTimer');
/** How late a request may be found to have taken too long; the client looks ten times as often. */
const timeoutCheckMs = 1000;

function checkTimeouts(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return;
  this.destroy();
  this.requestTimeoutIntervalId = setInterval(
    () => {
      for (const request of this.inflight.values())
        if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
      if (!this.isConnected()) this.destroy();
    },
    Math.min(this.requestTimeout, timeoutCheckMs),
  );
}

type Prototype = RequestQueue & { [isPatched]?: true };

/**
 * Ends the timer that kafkajs 2.2.4 arms again after every answer, for ever and with a negative delay, though nothing
 * waits: 5 % of a core in an idle process. From now on it is armed only while requests wait or the broker asked for a
 * pause, and each connection looks for requests that take too long once a second instead of ten times. Does nothing when another version is installed, and nothing the second time. [kafkajs issues 1667, 1704, 1751]
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
  prototype.scheduleRequestTimeoutCheck = checkTimeouts;
  return true;
};

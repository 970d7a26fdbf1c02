import process from 'node:process';
import { ConfigurationError, exitCodeForConfiguration } from './config.ts';

/** Something started that can be stopped once; stopping drains what is in flight. */
export type Stoppable = { stop(): Promise<void> };

/** A terminal's Ctrl-C reaches the whole group, and npm passes it on once more: that is one wish, not two. */
const sameWishMs = 1000;

const say = (text: string) => process.stderr.write(`${text}\n`);

/**
 * Runs a process from start to graceful stop. SIGINT or SIGTERM stops it once (drain, exit 0); another
 * signal a second later, or a drain longer than `drainMs`, ends it at once with 1. A ConfigurationError prints its faults and
 * exits 78; any other failure to start prints one sentence and exits 1.
 */
export const runUntilStopped = async (
  start: () => Promise<Stoppable>,
  { drainMs = 15_000 } = {},
): Promise<void> => {
  let running: Stoppable | undefined;
  let stoppingSinceMs: number | undefined;
  let stopRequestedEarly = false;
  const stop = async () => {
    if (stoppingSinceMs !== undefined) {
      if (performance.now() - stoppingSinceMs < sameWishMs) return;
      say('Stopping at once.');
      process.exit(1);
    }
    if (!running) {
      // Still starting: what was started so far is known only to `start`, so let it finish first.
      stopRequestedEarly = true;
      return;
    }
    stoppingSinceMs = performance.now();
    setTimeout(() => {
      say(`Still busy after ${drainMs / 1000} s; stopping at once.`);
      process.exit(1);
    }, drainMs).unref();
    try {
      await running.stop();
      process.exit(0);
    } catch (error) {
      say(`Could not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
      process.exit(1);
    }
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  try {
    running = await start();
    if (stopRequestedEarly) await stop();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof ConfigurationError ? exitCodeForConfiguration : 1);
  }
};

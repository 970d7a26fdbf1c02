import { AsyncLocalStorage } from 'node:async_hooks';
import { newTraceparent } from '@atlas/shared/trace';

type Scope = {
  traceparent: string;
  /** Aborts when the work has no more time. */
  signal: AbortSignal;
};

/** What every outgoing call carries of the work it is made for: its trace, and how long it may still take. */
export type CallScope = {
  run<T>(scope: Scope, work: () => Promise<T>): Promise<T>;
  /** A new trace outside of any. */
  traceparent(): string;
  /** Aborts after `timeoutMs`, or with the work. */
  signal(timeoutMs: number): AbortSignal;
};

export const createCallScope = (): CallScope => {
  const storage = new AsyncLocalStorage<Scope>();
  return {
    run: (scope, work) => storage.run(scope, work),
    traceparent: () => storage.getStore()?.traceparent ?? newTraceparent(),
    signal: (timeoutMs) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const scope = storage.getStore();
      return scope ? AbortSignal.any([timeout, scope.signal]) : timeout;
    },
  };
};

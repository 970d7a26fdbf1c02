import type { Readable } from '../observable.ts';

const elapse = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });

const untilTrue = (value: Readable<boolean>, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    if (value.get()) return resolve();
    const unsubscribe = value.subscribe(() => {
      if (!value.get()) return;
      unsubscribe();
      resolve();
    });
    const stop = () => {
      unsubscribe();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
  });

/** Waits, and then on until the app is in view: nobody is served by an app in the background that keeps asking. */
export const createWaitInView =
  (isInView: Readable<boolean>) =>
  async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    await elapse(ms, signal);
    await untilTrue(isInView, signal);
  };

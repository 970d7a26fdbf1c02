import { createValue, type Readable } from './observable.ts';

/** Whether the device says that it has a connection. */
export const watchOnline = (): Readable<boolean> => {
  const isOnline = createValue(navigator.onLine);
  addEventListener('online', () => isOnline.set(true));
  addEventListener('offline', () => isOnline.set(false));
  return isOnline;
};

import { createValue, type Readable } from '../observable.ts';

/** Whether the person can see the app: its page is shown, and its messenger has not put it away. */
export const watchInView = (isActive: Readable<boolean>): Readable<boolean> => {
  const read = () => document.visibilityState === 'visible' && isActive.get();
  const isInView = createValue(read());
  document.addEventListener('visibilitychange', () => isInView.set(read()));
  isActive.subscribe(() => isInView.set(read()));
  return isInView;
};

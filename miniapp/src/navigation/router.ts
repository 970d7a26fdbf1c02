import { createValue, type Readable } from '../observable.ts';
import type { Route } from './routes.ts';

export type Router = {
  /** From `home` to the screen that is shown. */
  stack: Readable<readonly Route[]>;
  /** Goes to a screen; one that is already below comes up again instead of twice. */
  open(route: Route): void;
  back(): void;
  /** Goes to a screen from the end of several steps; the steps are not what the way back leads to. */
  finish(steps: readonly Route[], route: Route): void;
  /** Home, with nothing below. */
  reset(): void;
};

/** A stack of its own: a mini app has no address bar, and the messenger's back button is no browser's. */
export const createRouter = (
  initial: readonly Route[],
  remember: (stack: readonly Route[]) => void,
): Router => {
  const stack = createValue(initial);
  const move = (next: readonly Route[]) => {
    remember(next);
    stack.set(next);
  };
  return {
    stack,
    open: (route) => {
      const current = stack.get();
      const at = current.indexOf(route);
      move(at >= 0 ? current.slice(0, at + 1) : [...current, route]);
    },
    finish: (steps, route) => {
      const below = stack.get().filter((passed) => !steps.includes(passed) && passed !== route);
      move([...below, route]);
    },
    back: () => {
      if (stack.get().length > 1) move(stack.get().slice(0, -1));
    },
    reset: () => move(['home']),
  };
};

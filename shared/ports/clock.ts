/** The server's time. Injected everywhere, so that a test, or the sandbox, can move it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

export type TestClock = Clock & {
  advanceSeconds(seconds: number): void;
  set(to: Date): void;
  reset(): void;
};

/** A clock that runs with `base` and can be shifted; with a fixed `base` it stands still until advanced. */
export const createTestClock = (base: Clock = systemClock): TestClock => {
  let offsetMs = 0;
  return Object.assign(() => new Date(base().getTime() + offsetMs), {
    advanceSeconds: (seconds: number) => {
      offsetMs += seconds * 1000;
    },
    set: (to: Date) => {
      offsetMs = to.getTime() - base().getTime();
    },
    reset: () => {
      offsetMs = 0;
    },
  });
};

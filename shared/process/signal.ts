/** Lets one loop sleep until something happens, at the latest after a while. A wake during work is not lost. */
export const createSignal = () => {
  let isRaised = false;
  let wakeSleeper: (() => void) | undefined;
  return {
    raise: () => {
      isRaised = true;
      wakeSleeper?.();
    },
    /** True when it was raised, now or since the last wait; false when the time was over. */
    wait: async (timeoutMs: number): Promise<boolean> => {
      if (!isRaised) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wakeSleeper = resolve;
          timer = setTimeout(resolve, timeoutMs);
        });
        clearTimeout(timer);
        wakeSleeper = undefined;
      }
      const wasRaised = isRaised;
      isRaised = false;
      return wasRaised;
    },
  };
};

export type Signal = ReturnType<typeof createSignal>;

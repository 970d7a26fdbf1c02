export type Stops = { add(stop: () => unknown): void; run(): Promise<void> };

/** Undo steps of what has started so far, run in reverse whether a start fails half-way or a stop is asked for. */
export const createStops = (): Stops => {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    run: async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
};

type Waiting<Value> = {
  key: string;
  resolve: (value: Value | undefined) => void;
  reject: (error: unknown) => void;
};

/** One value by its key, as it is now; undefined where there is none. */
export type LookUp<Value> = (key: string) => Promise<Value | undefined>;

/**
 * Look-ups that arrive while others are under way go together next, as one: a busy process pays for one round trip
 * instead of one each, and an idle one waits for nothing. Every look-up is sent after it was asked for, so it is as
 * fresh as one that goes alone. A failure is the failure of all that went together.
 *
 * @param load all keys of one trip, each once; what it leaves out does not exist.
 */
export const createLookUp = <Value>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  { atOnce = 2, most = 64 }: { atOnce?: number; most?: number } = {},
): LookUp<Value> => {
  let waiting: Waiting<Value>[] = [];
  let underWay = 0;
  let isScheduled = false;

  const send = async (batch: readonly Waiting<Value>[]): Promise<void> => {
    underWay += 1;
    try {
      const found = await load([...new Set(batch.map(({ key }) => key))]);
      for (const { key, resolve } of batch) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay -= 1;
      flush();
    }
  };

  const flush = (): void => {
    isScheduled = false;
    while (underWay < atOnce && waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      void send(batch);
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(flush); // what this turn of the event loop brings goes together
    });
};

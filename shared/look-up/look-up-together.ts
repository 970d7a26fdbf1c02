import { createSendTogether } from './send-together.ts';

type Waiting<Value> = {
  key: string;
  resolve: (value: Value | undefined) => void;
  reject: (error: unknown) => void;
};

/** One value by its key, as it is now; undefined where there is none. */
export type LookUp<Value> = (key: string) => Promise<Value | undefined>;

/**
 * Look-ups that meet go as one. A failure is the failure of all that went together.
 *
 * @param load all keys of one trip, each once; what it leaves out does not exist.
 */
export const createLookUp = <Value>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  options?: Parameters<typeof createSendTogether>[1],
): LookUp<Value> => {
  const ask = createSendTogether<Waiting<Value>>(async (batch) => {
    try {
      const found = await load([...new Set(batch.map(({ key }) => key))]);
      for (const { key, resolve } of batch) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }, options);
  return (key) => new Promise((resolve, reject) => ask({ key, resolve, reject }));
};

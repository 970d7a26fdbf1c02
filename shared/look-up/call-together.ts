import { createSendTogether } from './send-together.ts';

type Waiting<Value, Result> = {
  value: Value;
  resolve: (result: Result | Promise<Result>) => void;
  reject: (error: unknown) => void;
};

/**
 * Calls that meet share a trip, and one that comes alone goes as it always did. Whom the shared trip left out is
 * called alone, and so is everybody where it failed for one of them.
 *
 * @param alone one call.
 * @param together all of them, all or nothing; a result at the place of each that was done, undefined where not.
 * @param isForAll whether a failure of the shared trip would be one of each call too; then it is not tried again.
 * @param onFailure hears why a shared trip failed: each call then costs a trip of its own.
 */
export const createCallTogether = <Value, Result>(
  {
    alone,
    together,
    isForAll,
    onFailure,
  }: {
    alone: (value: Value) => Promise<Result>;
    together: (values: readonly Value[]) => Promise<readonly (Result | undefined)[]>;
    isForAll: (error: unknown) => boolean;
    onFailure: (error: unknown) => void;
  },
  options?: Parameters<typeof createSendTogether>[1],
): ((value: Value) => Promise<Result>) => {
  const share = async (batch: readonly Waiting<Value, Result>[]): Promise<void> => {
    const results = await together(batch.map(({ value }) => value)).catch((error: unknown) => {
      if (isForAll(error)) throw error;
      onFailure(error);
      return [];
    });
    for (const [index, { value, resolve }] of batch.entries()) resolve(results[index] ?? alone(value));
  };

  const call = createSendTogether<Waiting<Value, Result>>(async (batch) => {
    const [first] = batch;
    try {
      if (first && batch.length === 1) first.resolve(await alone(first.value));
      else await share(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }, options);

  return (value) => new Promise((resolve, reject) => call({ value, resolve, reject }));
};

/** One dependency's readiness: resolves when it can be used, rejects when not. */
export type HealthCheck = {
  name: string;
  check: () => Promise<void>;
  /** The process does its work without it, less well: it is named, and takes no readiness away. */
  isOptional?: boolean;
};

export type Health = {
  /** `ok` for each dependency that can be used, else a short code; never the dependency's own message. */
  readiness(): Promise<{ ready: boolean; dependencies: Record<string, string> }>;
  /** What `isStarting` held back is done. */
  finishStarting(): void;
  /** From now on not ready, whatever the dependencies say: first step of a graceful stop. */
  beginStopping(): void;
};

type Options = {
  /** How long a dependency may take, in ms (Default: 2000). */
  timeoutMs?: number;
  /** Not ready until `finishStarting` (Default: false). */
  isStarting?: boolean;
};

/** Readiness of a process: every named dependency answers in time, and it is neither starting nor stopping. */
export const createHealth = (
  checks: readonly HealthCheck[],
  { timeoutMs = 2000, isStarting = false }: Options = {},
): Health => {
  let process: 'starting' | 'stopping' | undefined = isStarting ? 'starting' : undefined;

  const statusOf = async ({ name, check }: HealthCheck): Promise<[string, string]> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(() => resolve('timeout'), timeoutMs);
    });
    try {
      return [name, await Promise.race([check().then(() => 'ok'), late])];
    } catch {
      return [name, 'unavailable'];
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    readiness: async () => {
      const dependencies = Object.fromEntries(await Promise.all(checks.map(statusOf)));
      const isHealthy = checks.every(({ name, isOptional }) => isOptional || dependencies[name] === 'ok');
      return {
        ready: isHealthy && process === undefined,
        dependencies: process ? { ...dependencies, process } : dependencies,
      };
    },
    finishStarting: () => {
      if (process === 'starting') process = undefined;
    },
    beginStopping: () => {
      process = 'stopping';
    },
  };
};

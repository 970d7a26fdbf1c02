/** One dependency's readiness: resolves when it can be used, rejects when not. */
export type HealthCheck = { name: string; check: () => Promise<void> };

export type Health = {
  /** `ok` for each dependency that can be used, else a short code; never the dependency's own message. */
  readiness(): Promise<{ ready: boolean; dependencies: Record<string, string> }>;
  /** From now on not ready, whatever the dependencies say: first step of a graceful stop. */
  beginStopping(): void;
};

/** Readiness of a process: every named dependency answers within two seconds and it is not stopping. */
export const createHealth = (checks: readonly HealthCheck[], timeoutMs = 2000): Health => {
  let stopping = false;
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
      const healthy = Object.values(dependencies).every((status) => status === 'ok');
      return {
        ready: healthy && !stopping,
        dependencies: stopping ? { ...dependencies, process: 'stopping' } : dependencies,
      };
    },
    beginStopping: () => {
      stopping = true;
    },
  };
};

/** How often the group hears of a member while its handler works, in ms. */
const beatMs = 1000;

/**
 * Keeps the member in its group while `work` runs. When the group rebalances meanwhile, `work` is told to come to an
 * end, and the failure of the heartbeat is handed back, for the client to join again.
 */
export const whileBeating = async <T>(
  heartbeat: () => Promise<void>,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ result: T; interrupted: Error | undefined }> => {
  const interrupting = new AbortController();
  let interrupted: Error | undefined;
  const timer = setInterval(() => {
    if (interrupted) return;
    heartbeat().catch((error: unknown) => {
      interrupted ??= error instanceof Error ? error : new Error('the heartbeat failed');
      interrupting.abort();
    });
  }, beatMs);
  try {
    const result = await work(AbortSignal.any([stopping, interrupting.signal]));
    return { result, interrupted };
  } finally {
    clearInterval(timer);
  }
};

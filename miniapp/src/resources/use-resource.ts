import { useEffect, useEffectEvent, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/call.ts';
import { newTrace } from '../api/trace.ts';
import { useApp } from '../app-context.ts';
import { useValue } from '../use-value.ts';
import { useRetryWhenOnline } from './use-retry-when-online.ts';

export type Resource<T> = {
  data: T | undefined;
  /** Of the last attempt; beside `data` it means that this may be out of date. */
  error: ApiError | undefined;
  isLoading: boolean;
  reload(): void;
  /** Shows this instead, here and wherever the same name is used. */
  replace(data: T): void;
};

/**
 * Loads what a screen shows when it appears, and again when the connection comes back. `name` says what it is: two
 * users of one name see the same data.
 */
export const useResource = <T>(name: string, load: (options: CallOptions) => Promise<T>): Resource<T> => {
  const { resources, launch } = useApp();
  const slot = resources.slot<T>(name);
  const data = useValue(slot);
  const [error, setError] = useState<ApiError>();
  const [isLoading, setLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);

  const loadNow = useEffectEvent(async (signal: AbortSignal) => {
    setLoading(true);
    try {
      const loaded = await load({ signal, trace: newTrace() });
      if (signal.aborted) return;
      slot.set(loaded);
      setError(undefined);
    } catch (cause) {
      if (signal.aborted) return;
      const failure = toApiError(cause);
      if (failure.code === 'session_ended') return launch.sessionEnded(failure.requestId);
      setError(failure);
    }
    setLoading(false);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is the reason to load again
  useEffect(() => {
    const controller = new AbortController();
    void loadNow(controller.signal);
    return () => controller.abort();
  }, [name, attempt]);

  const reload = () => setAttempt((count) => count + 1);
  useRetryWhenOnline(error, reload);

  return { data, error, isLoading, reload, replace: slot.set };
};

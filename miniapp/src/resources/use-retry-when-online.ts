import { useEffect, useEffectEvent } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { useApp } from '../app-context.ts';
import { useValue } from '../use-value.ts';

/** Tries again by itself when the connection is back, where the want of one was what failed. */
export const useRetryWhenOnline = (error: ApiError | undefined, retry: () => void): void => {
  const online = useValue(useApp().isOnline);
  const retryAfterFailure = useEffectEvent(() => {
    if (error?.isNetworkFailure) retry();
  });
  useEffect(() => {
    if (online) retryAfterFailure();
  }, [online]);
};

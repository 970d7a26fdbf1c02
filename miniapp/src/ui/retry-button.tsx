import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/api-error.ts';
import { useApp } from '../app-context.ts';
import { Button } from './button.tsx';
import { useSecondsUntil } from './use-seconds-until.ts';

/** Seconds left of the pause that the API asked for, counting down. */
const useCountdown = (error: ApiError): number => {
  const { clock } = useApp();
  const endsAt = useMemo(() => clock() + (error.retryAfterSeconds ?? 0) * 1000, [error, clock]);
  return useSecondsUntil(endsAt);
};

/** Another attempt, as soon as the API takes one. */
export const RetryButton = ({
  error,
  isRetrying,
  onRetry,
}: {
  error: ApiError;
  isRetrying: boolean;
  onRetry: () => void;
}) => {
  const { t } = useTranslation();
  const seconds = useCountdown(error);
  return (
    <Button onPress={onRetry} isBusy={isRetrying} isDisabled={seconds > 0}>
      {seconds > 0 ? t('common.retryIn', { seconds }) : t('common.retry')}
    </Button>
  );
};

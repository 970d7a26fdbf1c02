import type { Challenge, CreateChallengeBody } from '@atlas/shared/wire';
import { useEffect, useEffectEvent, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';
import { usePlainProtectionApi } from '../protection/use-protection-api.ts';

/** A question that is asked as soon as this appears, and once: it may send a message. */
export const useChallenge = (body: CreateChallengeBody) => {
  const api = usePlainProtectionApi();
  const [challenge, show] = useState<Challenge | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [isAsking, setAsking] = useState(false);

  const ask = async () => {
    setAsking(true);
    try {
      show(await api.createChallenge(body));
      setError(null);
    } catch (cause) {
      setError(toApiError(cause));
    }
    setAsking(false);
  };
  const askAtFirst = useEffectEvent(ask);
  useEffect(() => void askAtFirst(), []);
  return { challenge, error, isAsking, ask: () => void ask(), show };
};

import type { Challenge } from '@atlas/shared/wire';
import { useEffect, useEffectEvent, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';
import { useApp } from '../app-context.ts';
import { usePlainProtectionApi } from '../protection/use-protection-api.ts';
import { useValue } from '../use-value.ts';

/** A code that is on its way is worth waiting for, unless it is about to expire. */
const usableForMs = 30_000;

/**
 * A question by one factor, asked as soon as this appears. Closed and opened again, it is the same question: its code
 * may just be arriving, and another would not be sent so soon.
 */
export const useChallenge = (factorId: string) => {
  const { clock, resources } = useApp();
  const api = usePlainProtectionApi();
  const slot = resources.slot<Challenge>(`challenge ${factorId}`);
  const challenge = useValue(slot);
  const [error, setError] = useState<ApiError | null>(null);
  const [isAsking, setAsking] = useState(false);

  const ask = async () => {
    setAsking(true);
    try {
      slot.set(await api.createChallenge({ factorId }));
      setError(null);
    } catch (cause) {
      setError(toApiError(cause));
    }
    setAsking(false);
  };
  const askAtFirst = useEffectEvent(() => {
    if (challenge && Date.parse(challenge.expiresAt) > clock() + usableForMs) return;
    slot.set(undefined);
    void ask();
  });
  useEffect(() => askAtFirst(), []);
  return { challenge, error, isAsking, ask: () => void ask(), show: slot.set };
};

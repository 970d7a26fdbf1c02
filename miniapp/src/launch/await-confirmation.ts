import type { OpenedSession } from '@atlas/shared/wire';
import { type ApiError, toApiError } from '../api/api-error.ts';

type Deps = {
  /** The same sign-in that was refused. */
  signIn: () => Promise<OpenedSession>;
  /** Resolves after so many milliseconds in which the app was in view; rejects when the signal aborts. */
  waitInView: (ms: number, signal: AbortSignal) => Promise<void>;
  clock: () => number;
};

/** How long the question in the chat stands. [the API's `proof_needs_confirmation`] */
const standsMs = 300_000;
const betweenMs = 2_000;

const pauseAfter = ({ retryAfterSeconds }: ApiError): number =>
  Math.max(betweenMs, (retryAfterSeconds ?? 0) * 1000);

const goesOn = (error: ApiError): boolean =>
  (error.code === 'proof_needs_confirmation' && error.confirmationId !== undefined) ||
  error.code === 'rate_limited' ||
  error.code === 'unavailable' ||
  error.isNetworkFailure;

/**
 * Knocks until the person confirms in the chat. Null when nobody did in time.
 * @throws ApiError when the answer is no, and the signal's reason when aborted.
 */
export const awaitConfirmation = async (
  { signIn, waitInView, clock }: Deps,
  signal: AbortSignal,
): Promise<OpenedSession | null> => {
  const endsAt = clock() + standsMs;
  let pauseMs = betweenMs;
  while (clock() < endsAt) {
    await waitInView(pauseMs, signal);
    try {
      return await signIn();
    } catch (cause) {
      const error = toApiError(cause);
      if (!goesOn(error)) throw error;
      pauseMs = pauseAfter(error);
    }
  }
  return null;
};

import type { OpenedSession } from '@atlas/shared/wire';
import { toApiError } from '../api/api-error.ts';
import type { AtlasApi } from '../api/atlas-api.ts';
import { newTrace } from '../api/trace.ts';
import { createValue, type Readable } from '../observable.ts';
import { awaitConfirmation } from './await-confirmation.ts';
import { type LaunchState, stateAfterFailure } from './launch-state.ts';

export type Launch = {
  state: Readable<LaunchState>;
  /** Signs in; also the way to try again. */
  start(): Promise<void>;
  /** Ends the session here. @throws ApiError when the API could not be told. */
  signOut(): Promise<void>;
  /** A request found that the session is over. */
  sessionEnded(requestId: string | undefined): void;
};

type Deps = {
  api: Pick<AtlasApi, 'signIn' | 'signOut'>;
  hasProof: boolean;
  /** Whether nothing happens before the person says so. */
  asksFirst: boolean;
  /** Gets the first screen ready. Where that fails, it comes as it is. */
  prepare: (opened: OpenedSession) => Promise<void>;
  /** Forgets what was known of the person who signed out. */
  forget: () => void;
  waitInView: (ms: number, signal: AbortSignal) => Promise<void>;
  clock: () => number;
};

/** From the splash screen to signed in, with every way that can go. */
export const createLaunch = ({
  api,
  hasProof,
  asksFirst,
  prepare,
  forget,
  waitInView,
  clock,
}: Deps): Launch => {
  const state = createValue<LaunchState>({ step: asksFirst ? 'ask' : 'signing-in' });
  let attempt = new AbortController();

  const arrive = async (opened: OpenedSession) => {
    await prepare(opened).catch(() => {});
    state.set({ step: 'signed-in', isNew: opened.isNew });
  };

  const confirm = async (signal: AbortSignal) => {
    const opened = await awaitConfirmation({ signIn: () => api.signIn(), waitInView, clock }, signal);
    if (opened) await arrive(opened);
    else state.set({ step: 'refused', hasExpired: true });
  };

  const signIn = async (signal: AbortSignal) => {
    try {
      await arrive(await api.signIn({ trace: newTrace() }));
    } catch (error) {
      const after = stateAfterFailure(toApiError(error));
      state.set(after);
      if (after.step === 'confirm') await confirm(signal);
    }
  };

  return {
    state,
    start: async () => {
      attempt.abort();
      attempt = new AbortController();
      const { signal } = attempt;
      if (!hasProof) return state.set({ step: 'reopen', reason: 'no_proof', requestId: undefined });
      state.set({ step: 'signing-in' });
      try {
        await signIn(signal);
      } catch (error) {
        if (!signal.aborted) state.set(stateAfterFailure(toApiError(error)));
      }
    },
    signOut: async () => {
      await api.signOut();
      forget();
      state.set({ step: 'signed-out' });
    },
    sessionEnded: (requestId) => state.set({ step: 'reopen', reason: 'session_ended', requestId }),
  };
};

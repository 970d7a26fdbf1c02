import type { OpenedSession } from '@atlas/shared/wire';
import { toApiError } from '../api/api-error.ts';
import type { AtlasApi } from '../api/atlas-api.ts';
import { newTrace } from '../api/trace.ts';
import { createValue, type Readable } from '../observable.ts';
import { awaitConfirmation } from './await-confirmation.ts';
import { type LaunchState, type ReopenReason, stateAfterFailure } from './launch-state.ts';

export type Launch = {
  state: Readable<LaunchState>;
  /** Signs in; also the way to try again. */
  start(): Promise<void>;
  /** Ends the session here. @throws ApiError when the API could not be told. */
  signOut(): Promise<void>;
  /** What a suspended identity had to prove is proved: goes on as any launch. */
  proved(): Promise<void>;
  /** A request found that the session is over. */
  sessionEnded(requestId: string | undefined): void;
  /** Another account is this person's now: begins anew, where the proof is good for that; else says to reopen, and why. */
  startOver(reason: ReopenReason): Promise<void>;
};

type Deps = {
  api: Pick<AtlasApi, 'signIn' | 'renew' | 'signOut'>;
  hasProof: boolean;
  /** Signing in again takes another proof. */
  isGoodOnce: boolean;
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
  isGoodOnce,
  asksFirst,
  prepare,
  forget,
  waitInView,
  clock,
}: Deps): Launch => {
  const state = createValue<LaunchState>({ step: asksFirst ? 'ask' : 'signing-in' });
  let attempt = new AbortController();

  const arrive = async (opened: OpenedSession) => {
    if (opened.confined) return state.set({ step: 'suspended' });
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

  const start = async () => {
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
  };

  return {
    state,
    start,
    proved: async () => {
      try {
        await arrive(await api.renew({ trace: newTrace() }));
      } catch (error) {
        state.set(stateAfterFailure(toApiError(error)));
      }
    },
    startOver: async (reason) => {
      forget();
      if (isGoodOnce) state.set({ step: 'reopen', reason, requestId: undefined });
      else await start();
    },
    signOut: async () => {
      await api.signOut();
      forget();
      state.set({ step: 'signed-out' });
    },
    sessionEnded: (requestId) => state.set({ step: 'reopen', reason: 'session_ended', requestId }),
  };
};

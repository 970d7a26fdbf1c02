import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiError, toApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/call.ts';
import { newTrace } from '../api/trace.ts';
import { useApp } from '../app-context.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { problemWords } from '../ui/problem-words.ts';

type Outcome = {
  /** Said when it worked. */
  success?: string;
  /** Called with what went wrong, before that is said; a place to undo what was shown too early. */
  onFailure?: (error: ApiError) => void;
  /** Words for this failure; null where the screen says it itself. (Default: the general ones) */
  explain?: (error: ApiError) => string | null | undefined;
};

/**
 * Something the person asked for: done once at a time, with haptics, and with words for how it went. `run` answers
 * whether it worked; it never throws.
 */
export const useAction = () => {
  const { bridge, launch } = useApp();
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);

  const fail = (cause: unknown, { onFailure, explain }: Outcome) => {
    const error = toApiError(cause);
    onFailure?.(error);
    if (error.code === 'step_up_cancelled') return; // the person's own choice
    bridge.haptic('error');
    if (error.code === 'session_ended') return launch.sessionEnded(error.requestId);
    const { title, text } = problemWords(t, error.code);
    const words = explain?.(error);
    if (words !== null) announce({ text: words ?? `${title}. ${text}`, kind: 'error' });
  };

  const run = async (
    work: (options: CallOptions) => Promise<void>,
    { success, ...failure }: Outcome = {},
  ): Promise<boolean> => {
    setBusy(true);
    try {
      await work({ trace: newTrace() });
      if (success) {
        bridge.haptic('success');
        announce({ text: success, kind: 'success' });
      }
      return true;
    } catch (error) {
      fail(error, failure);
      return false;
    } finally {
      setBusy(false);
    }
  };

  return { run, isBusy };
};

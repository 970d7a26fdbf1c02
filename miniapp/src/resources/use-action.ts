import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiError, toApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/atlas-api.ts';
import { newTrace } from '../api/trace.ts';
import { useApp } from '../app-context.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { problemWords } from '../ui/problem-words.ts';

type Outcome = {
  /** Said when it worked. */
  success?: string;
  /** Called with what went wrong, before that is said; a place to undo what was shown too early. */
  onFailure?: (error: ApiError) => void;
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

  const fail = (cause: unknown, onFailure: Outcome['onFailure']) => {
    const error = toApiError(cause);
    onFailure?.(error);
    bridge.haptic('error');
    if (error.code === 'session_ended') return launch.sessionEnded(error.requestId);
    const { title, text } = problemWords(t, error.code);
    announce({ text: `${title}. ${text}`, kind: 'error' });
  };

  const run = async (
    work: (options: CallOptions) => Promise<void>,
    { success, onFailure }: Outcome = {},
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
      fail(error, onFailure);
      return false;
    } finally {
      setBusy(false);
    }
  };

  return { run, isBusy };
};

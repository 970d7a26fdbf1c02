import { LoginStart } from '@atlas/shared/wire';
import { useCallback, useEffect, useState } from 'react';
import { type ApiError, toApiError } from '../../api/api-error.ts';
import { readAnswer } from '../../api/read-answer.ts';
import { newTrace } from '../../api/trace.ts';
import { useApp } from '../../app-context.ts';
import { onSignInElsewhere } from '../../launch/other-tabs.ts';

/** Where a sign-in that began in this browser stands. */
export type LoginStartState =
  | { step: 'starting' }
  /** Its code, and until when it is good; null where this browser can't keep a key that the link could be bound to. */
  | { step: 'waiting'; start: LoginStart | null }
  | { step: 'failed'; error: ApiError }
  /** The link was opened in another tab. */
  | { step: 'elsewhere' };

/** Begins a sign-in whose link works in this browser only, and waits for that link to be opened here. */
export const useLoginStart = () => {
  const { connection } = useApp();
  const [state, setState] = useState<LoginStartState>({ step: 'starting' });

  const begin = useCallback(
    async (signal?: AbortSignal) => {
      setState({ step: 'starting' });
      try {
        if (!(await connection.isKeyKept())) return setState({ step: 'waiting', start: null });
        const answer = await connection.send({
          method: 'POST',
          path: '/v1/login-starts',
          isRepeatable: true,
          trace: newTrace(),
          signal,
        });
        setState({ step: 'waiting', start: await readAnswer(LoginStart, answer) });
      } catch (error) {
        if (!signal?.aborted) setState({ step: 'failed', error: toApiError(error) });
      }
    },
    [connection],
  );

  useEffect(() => {
    const leaving = new AbortController();
    void begin(leaving.signal);
    return () => leaving.abort();
  }, [begin]);
  useEffect(() => onSignInElsewhere(() => setState({ step: 'elsewhere' })), []);

  return { state, restart: () => void begin() };
};

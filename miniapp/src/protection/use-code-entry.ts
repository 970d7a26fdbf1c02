import { useMemo, useRef, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/call.ts';
import { useApp } from '../app-context.ts';
import { useSecondsUntil } from '../ui/use-seconds-until.ts';
import { codeDigits, codeLength } from './code-digits.ts';
import { useProtectionAction } from './use-protection-action.ts';

/** Said beside the code, not in passing. */
const saidHere = ['code_invalid', 'challenge_ended', 'challenge_not_found', 'verification_locked'];

export type CodeEntry = {
  code: string;
  type(text: string): void;
  isBusy: boolean;
  /** Why the last code was not taken. */
  failure: ApiError | null;
  /** Whether no code will be taken for this question any more. */
  hasEnded: boolean;
  /** Seconds until codes are taken again; 0 when they are. */
  lockedForSeconds: number;
  /** Forgets what was typed and what went wrong, for a new code. */
  begin(): void;
  inputRef: React.RefObject<HTMLInputElement | null>;
};

type Input = { expiresAt: string; submit: (code: string, options: CallOptions) => Promise<void> };

/** One code: submitted with its last digit, emptied when it was wrong, and the field keeps the focus. */
export const useCodeEntry = ({ expiresAt, submit }: Input): CodeEntry => {
  const { clock } = useApp();
  const { run, isBusy } = useProtectionAction();
  const inputRef = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<ApiError | null>(null);
  const isExpired = useSecondsUntil(Date.parse(expiresAt)) === 0;
  const isLocked = failure?.code === 'verification_locked';
  const lockedUntil = useMemo(
    () => clock() + (isLocked ? (failure?.retryAfterSeconds ?? 0) * 1000 : 0),
    [clock, isLocked, failure],
  );

  const begin = () => {
    setCode('');
    setFailure(null);
    inputRef.current?.focus();
  };
  const check = async (digits: string) => {
    const isTaken = await run((options) => submit(digits, options), {
      onFailure: setFailure,
      explain: (error) => (saidHere.includes(error.code) ? null : undefined),
    });
    if (isTaken) return;
    setCode('');
    inputRef.current?.focus();
  };
  const type = (text: string) => {
    const digits = codeDigits(text);
    setCode(digits);
    if (digits !== '') setFailure(null);
    if (digits.length === codeLength && !isBusy) void check(digits);
  };

  const hasEnded =
    isExpired ||
    failure?.code === 'challenge_ended' ||
    failure?.code === 'challenge_not_found' ||
    failure?.attemptsLeft === 0;
  const lockedForSeconds = useSecondsUntil(lockedUntil);
  return { code, type, isBusy, failure, hasEnded, lockedForSeconds, begin, inputRef };
};

import type { FactorKind } from '@atlas/shared/wire';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallOptions } from '../api/call.ts';
import { isolate } from '../i18n/isolate.ts';
import { Button } from '../ui/button.tsx';
import { clockTime } from '../ui/clock-time.ts';
import { Field } from '../ui/field.tsx';
import { NotArrived } from './not-arrived.tsx';
import { ResendCode } from './resend-code.tsx';
import { type CodeEntry as Entry, useCodeEntry } from './use-code-entry.ts';
import { useProtectionAction } from './use-protection-action.ts';

/** What the person is asked to enter, as a challenge or an enrolment says it. */
export type CodeQuestion = {
  kind: FactorKind;
  /** Masked; null where nothing was sent. */
  destination: string | null;
  expiresAt: string;
  resendAfter: string | null;
};

type Props = {
  question: CodeQuestion;
  /** @throws ApiError when the code is not taken */
  submit: (code: string, options: CallOptions) => Promise<void>;
  /** Sends a new code to the same place. @throws ApiError */
  resend: (options: CallOptions) => Promise<void>;
  /** A new question, when this one takes no code any more. @throws ApiError */
  restart: (options: CallOptions) => Promise<void>;
  restartLabel?: string;
  otherWays?: ReactNode;
  /** Whether the code is the first thing to do here. (Default: yes) */
  takesFocus?: boolean;
};

const useFailureWords = ({ failure, hasEnded }: Entry): string | undefined => {
  const { t } = useTranslation('protection');
  if (hasEnded) return `${t('code.endedTitle')}. ${t('code.ended')}`;
  if (failure?.code === 'verification_locked') return t('problems.verification_locked');
  if (failure?.code !== 'code_invalid') return undefined;
  const { attemptsLeft: count } = failure;
  return count === undefined ? t('code.wrong') : t('code.wrongLeft', { count });
};

/** Where the code is, the field for it, and what to do when it does not come or is not taken. */
export const CodeEntry = (props: Props) => {
  const { question, submit, resend, restart, restartLabel, otherWays, takesFocus = true } = props;
  const { kind, destination, expiresAt } = question;
  const { t } = useTranslation('protection');
  const entry = useCodeEntry({ expiresAt, submit });
  const { run, isBusy: isRestarting } = useProtectionAction();
  const error = useFailureWords(entry);
  const { inputRef, begin, lockedForSeconds } = entry;
  useEffect(() => {
    if (takesFocus) inputRef.current?.focus();
  }, [takesFocus, inputRef]);

  const beginAnew = async () => {
    if (await run(restart)) begin();
  };
  return (
    <div className="code-entry">
      <p className="page-text">{t(`code.${kind}`, { destination: isolate(destination ?? '') })}</p>
      <Field
        label={t('code.label')}
        look="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        enterKeyHint="done"
        dir="ltr"
        value={entry.code}
        onChange={entry.type}
        readOnly={entry.isBusy || entry.hasEnded}
        error={error}
        inputRef={inputRef}
      />
      {lockedForSeconds > 0 && (
        <p className="section-footer">{t('code.locked', { time: clockTime(lockedForSeconds) })}</p>
      )}
      <p className="section-footer" role="status">
        {entry.isBusy && t('code.checking')}
      </p>
      {entry.hasEnded ? (
        <Button onPress={() => void beginAnew()} isBusy={isRestarting}>
          {restartLabel ?? t(kind === 'totp' ? 'code.again' : 'code.newCode')}
        </Button>
      ) : (
        kind !== 'totp' && <ResendCode question={question} resend={resend} onSent={begin} />
      )}
      <NotArrived kind={kind}>{otherWays}</NotArrived>
    </div>
  );
};

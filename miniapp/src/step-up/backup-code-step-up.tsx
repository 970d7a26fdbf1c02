import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/api-error.ts';
import type { CallOptions } from '../api/call.ts';
import { backupCodeOf } from '../protection/code-digits.ts';
import { useProtectionAction } from '../protection/use-protection-action.ts';
import { usePlainProtectionApi } from '../protection/use-protection-api.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useFocusOnMount } from '../ui/use-focus-on-mount.ts';

type Props = { onDone: () => void; onOtherWay: () => void };

/** Any of the backup codes that are left. */
export const BackupCodeStepUp = ({ onDone, onOtherWay }: Props) => {
  const api = usePlainProtectionApi();
  const { t } = useTranslation('protection');
  const [challengeId, setChallengeId] = useState<string | null>(null);
  const { run, isBusy } = useProtectionAction();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const ref = useFocusOnMount<HTMLInputElement>();

  const ask = async (options: CallOptions) => {
    const created = await api.createChallenge({ kind: 'backup' }, options);
    setChallengeId(created.challengeId);
    return created.challengeId;
  };
  const onFailure = ({ code, attemptsLeft: count }: ApiError) => {
    if (code.startsWith('challenge_') || count === 0) setChallengeId(null); // the next code begins a new one
    if (code !== 'code_invalid') return;
    setError(count === undefined ? t('code.wrong') : t('code.wrongLeft', { count }));
    ref.current?.focus();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const code = backupCodeOf(typed);
    if (!code) return setError(t('backup.invalid'));
    const isRight = await run(
      async (options) => {
        await api.answerChallenge(challengeId ?? (await ask(options)), code, options);
      },
      { onFailure, explain: (failure) => (failure.code === 'code_invalid' ? null : undefined) },
    );
    if (isRight) onDone();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Field
        label={t('stepUp.backupLabel')}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setError(undefined);
        }}
        error={error}
        look="code"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="done"
        dir="ltr"
        inputRef={ref}
      />
      <Button type="submit" isBusy={isBusy} isDisabled={typed.trim() === ''}>
        {t('stepUp.useBackup')}
      </Button>
      <Button kind="plain" onPress={onOtherWay}>
        {t('code.otherWay')}
      </Button>
    </form>
  );
};

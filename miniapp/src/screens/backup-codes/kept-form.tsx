import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { backupCodeOf } from '../../protection/code-digits.ts';
import { useNewCodesSlot } from '../../protection/slots.ts';
import { useProtectionAction } from '../../protection/use-protection-action.ts';
import { useProtectionApi } from '../../protection/use-protection-api.ts';
import { Field } from '../../ui/field.tsx';
import { MainAction } from '../../ui/main-action.tsx';

/** One of the codes typed back: proof that they were kept. */
export const KeptForm = ({ codes }: { codes: readonly string[] }) => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const api = useProtectionApi();
  const newCodes = useNewCodesSlot();
  const { run, isBusy } = useProtectionAction();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const ref = useRef<HTMLInputElement>(null);

  const refuse = (words: string) => {
    setError(words);
    ref.current?.focus();
  };
  const finish = async () => {
    const code = backupCodeOf(typed);
    if (isBusy) return;
    if (!code) return refuse(t('backup.invalid'));
    if (!codes.some((known) => backupCodeOf(known) === code)) return refuse(t('backup.wrong'));
    if (!(await run((options) => api.confirmBackupCodes(code, options), { success: t('backup.kept') })))
      return;
    router.finish(['backup-codes'], 'security');
    newCodes.set(undefined);
  };
  const change = (text: string) => {
    setTyped(text);
    setError(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void finish();
  };
  return (
    <form className="section" onSubmit={submit} noValidate>
      <Field
        label={t('backup.typeOne')}
        hint={t('backup.typeOneHint')}
        error={error}
        value={typed}
        onChange={change}
        look="code"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="done"
        dir="ltr"
        inputRef={ref}
      />
      <MainAction
        label={t('backup.finish')}
        onPress={() => void finish()}
        isBusy={isBusy}
        isEnabled={typed.trim() !== ''}
      />
    </form>
  );
};

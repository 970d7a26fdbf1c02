import { FactorName } from '@atlas/shared/wire';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

type Props = { name: string; isBusy: boolean; onSubmit: (name: string) => Promise<void> };

/** Another name for a factor. */
export const RenameForm = ({ name, isBusy, onSubmit }: Props) => {
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const [typed, setTyped] = useState(name);
  const [hasTried, setTried] = useState(false);
  const ref = useRef<HTMLInputElement>(null);
  const parsed = FactorName.safeParse(typed);
  useEffect(() => ref.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) void onSubmit(parsed.data);
    else ref.current?.focus();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={t('security.renameLabel')}
        value={typed}
        onChange={setTyped}
        error={hasTried && !parsed.success ? t('security.nameMissing') : undefined}
        autoComplete="off"
        enterKeyHint="done"
        dir="auto"
        inputRef={ref}
      />
      <Button type="submit" isBusy={isBusy}>
        {common('common.save')}
      </Button>
    </form>
  );
};

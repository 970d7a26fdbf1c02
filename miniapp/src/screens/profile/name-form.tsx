import { type AccountProfile, DisplayName } from '@atlas/shared/wire';
import { type FormEvent, useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import { useAction } from '../../resources/use-action.ts';
import { MainAction } from '../../ui/main-action.tsx';

type Props = { profile: AccountProfile; onChanged: (profile: AccountProfile) => void };

const maxLength = 128;

/** The name by which Atlas addresses the person. */
export const NameForm = ({ profile, onChanged }: Props) => {
  const { api } = useApp();
  const { t } = useTranslation();
  const { run, isBusy } = useAction();
  const [name, setName] = useState(profile.displayName);
  const [hasTried, setTried] = useState(false);
  const parsed = DisplayName.safeParse(name);
  const isDirty = name.trim() !== profile.displayName;
  const isInvalid = hasTried && !parsed.success;

  const save = async () => {
    setTried(true);
    if (!parsed.success || !isDirty || isBusy) return;
    onChanged({ ...profile, displayName: parsed.data });
    await run(async (options) => onChanged(await api.updateAccount({ displayName: parsed.data }, options)), {
      success: t('profile.nameSaved'),
      onFailure: () => onChanged(profile), // what is typed stays, to try again
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };

  return (
    <form className="section" onSubmit={submit} noValidate>
      <TextField
        className="field"
        value={name}
        onChange={setName}
        isInvalid={isInvalid}
        autoComplete="name"
        enterKeyHint="done"
      >
        <Label className="section-title">{t('profile.name')}</Label>
        <Input className="field-input" dir="auto" />
        <FieldError className="field-error">
          {name.trim() === '' ? t('profile.nameMissing') : t('profile.nameTooLong', { count: maxLength })}
        </FieldError>
        <Text slot="description" className="section-footer">
          {t('profile.nameHint')}
        </Text>
      </TextField>
      <MainAction label={t('common.save')} onPress={() => void save()} isBusy={isBusy} isEnabled={isDirty} />
    </form>
  );
};

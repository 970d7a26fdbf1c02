import type { ShopCredentials } from '@atlas/shared/wire';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';

type Props = {
  /** Why the last ones were not taken. */
  error: string | undefined;
  isBusy: boolean;
  onSubmit: (credentials: ShopCredentials) => void;
  /** What submits the form; told whether there is something to submit. */
  action: (submit: () => void, isFilled: boolean) => ReactNode;
};

const PasswordSwitch = ({ isShown, onPress }: { isShown: boolean; onPress: () => void }) => {
  const { t } = useTranslation('protection');
  return (
    <button
      type="button"
      className="field-switch"
      aria-label={t(isShown ? 'link.hidePassword' : 'link.showPassword')}
      onClick={onPress}
    >
      <Icon name={isShown ? 'eyeOff' : 'eye'} />
    </button>
  );
};

/** Login and password of the old shop, as a password manager knows them. What was typed stays after a refusal. */
export const CredentialsForm = ({ error, isBusy, onSubmit, action }: Props) => {
  const { t } = useTranslation('protection');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const [hasTried, setTried] = useState(false);
  const loginRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);

  const submit = () => {
    setTried(true);
    if (isBusy) return;
    if (login.trim() === '') loginRef.current?.focus();
    else if (password === '') passwordRef.current?.focus();
    else onSubmit({ login: login.trim(), password });
  };
  const submitForm = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  const passwordError = hasTried && password === '' ? t('link.passwordMissing') : error;
  return (
    <form className="section" onSubmit={submitForm} noValidate>
      <Field
        label={t('link.login')}
        value={login}
        onChange={setLogin}
        error={hasTried && login.trim() === '' ? t('link.loginMissing') : undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="next"
        inputRef={loginRef}
      />
      <Field
        label={t('link.password')}
        type={isShown ? 'text' : 'password'}
        value={password}
        onChange={setPassword}
        error={passwordError}
        autoComplete="current-password"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="go"
        after={<PasswordSwitch isShown={isShown} onPress={() => setShown(!isShown)} />}
        inputRef={passwordRef}
      />
      {action(submit, login.trim() !== '' && password !== '')}
    </form>
  );
};

import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import { MainAction } from '../../ui/main-action.tsx';

type Props = {
  kind: 'sms' | 'email';
  /** What was entered before, to be corrected. */
  initial: string;
  isBusy: boolean;
  /** @param contact looks like a number or an address; whether codes can be sent there is the API's to say. */
  onSubmit: (contact: string) => void;
};

const looks = {
  sms: {
    keys: { label: 'protect.phone', hint: 'protect.phoneHint', invalid: 'protect.phoneInvalid' },
    input: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
    // With country code; spaces, dashes and brackets as people write them.
    pattern: /^\+[\d\s().-]{7,24}$/,
  },
  email: {
    keys: { label: 'protect.address', hint: 'protect.emailHint', invalid: 'protect.emailInvalid' },
    input: { type: 'email', inputMode: 'email', autoComplete: 'email' },
    pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  },
} as const;

/** Where codes shall go. */
export const ContactForm = ({ kind, initial, isBusy, onSubmit }: Props) => {
  const { t } = useTranslation('protection');
  const [contact, setContact] = useState(initial);
  const [hasTried, setTried] = useState(false);
  const ref = useRef<HTMLInputElement>(null);
  const { keys, input, pattern } = looks[kind];
  const isValid = pattern.test(contact.trim());
  useEffect(() => ref.current?.focus(), []);

  const submit = () => {
    setTried(true);
    if (isBusy) return;
    if (isValid) onSubmit(contact.trim());
    else ref.current?.focus();
  };
  const submitForm = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  return (
    <form className="section" onSubmit={submitForm} noValidate>
      <Field
        {...input}
        label={t(keys.label)}
        hint={t(keys.hint)}
        error={hasTried && !isValid ? t(keys.invalid) : undefined}
        value={contact}
        onChange={setContact}
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="send"
        dir="ltr"
        inputRef={ref}
      />
      <MainAction
        label={t('protect.send')}
        onPress={submit}
        isBusy={isBusy}
        isEnabled={contact.trim() !== ''}
      />
    </form>
  );
};

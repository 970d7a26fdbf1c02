import type { IdentityConnection } from '@atlas/shared/wire';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

type Props = {
  claim: NonNullable<IdentityConnection['claim']>;
  isBusy: boolean;
  onConfirm: (number: string) => void;
  onCancel: () => void;
  confirmLabel?: string;
};

const numberForm = /^\d{2}$/;

/** Somebody came by the code: who, and the number that only they see. */
export const NumberForm = ({ claim, isBusy, onConfirm, onCancel, confirmLabel }: Props) => {
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const [number, setNumber] = useState('');
  const messenger = common(`messengers.${claim.messenger}`);
  const isComplete = numberForm.test(number);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete || isBusy) return;
    onConfirm(number);
    setNumber('');
  };
  return (
    <form className="section" onSubmit={submit} noValidate>
      <h2 className="section-title">{t('messengers.claimTitle', { messenger })}</h2>
      <p className="section-footer" role="status">
        {t('messengers.claimText', { messenger, name: isolate(claim.name) })}
      </p>
      {claim.effect === 'fold' && <p className="section-footer">{t('messengers.claimFold')}</p>}
      <Field
        label={t('messengers.number')}
        value={number}
        onChange={(text) => setNumber(text.replace(/\D/g, '').slice(0, 2))}
        inputMode="numeric"
        autoComplete="off"
        enterKeyHint="done"
        look="code"
        hint={t('messengers.numberHint')}
      />
      <div className="setup-buttons">
        <Button type="submit" isBusy={isBusy} isDisabled={!isComplete}>
          {confirmLabel ?? t('messengers.confirm')}
        </Button>
        <Button kind="quiet-destructive" isBusy={isBusy} onPress={onCancel}>
          {t('messengers.notMe')}
        </Button>
      </div>
    </form>
  );
};

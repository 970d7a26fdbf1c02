import { type FormEvent, useState } from 'react';
import {
  Button,
  Checkbox,
  Dialog,
  FieldError,
  Form,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';
import type { NewPerson } from '../../../../wire.ts';
import { useText } from '../../text/use-text.tsx';

type FieldProps = TextFieldProps & { label: string };

const Field = ({ label, ...props }: FieldProps) => (
  <TextField className="field" {...props}>
    <Label>{label}</Label>
    <Input dir="auto" autoComplete="off" />
    <FieldError className="field-error" />
  </TextField>
);

const readPerson = (form: HTMLFormElement): NewPerson => {
  const values = new FormData(form);
  const text = (name: string) => String(values.get(name) ?? '').trim() || undefined;
  return {
    firstName: text('firstName') ?? '',
    lastName: text('lastName'),
    username: text('username'),
    languageCode: text('languageCode'),
    ...(values.has('isPremium') ? { isPremium: true } : {}),
  };
};

type AddPerson = (person: NewPerson) => Promise<void>;

/** Asks for a new Telegram user; closes once the sandbox has made them. */
export const NewPersonDialog = ({ onAdd }: { onAdd: AddPerson }) => (
  <ModalOverlay className="veil" isDismissable>
    <Modal className="modal">
      <Dialog>{({ close }) => <NewPersonForm onAdd={onAdd} close={close} />}</Dialog>
    </Modal>
  </ModalOverlay>
);

const NewPersonForm = ({ onAdd, close }: { onAdd: AddPerson; close: () => void }) => {
  const { t } = useText();
  const [trouble, setTrouble] = useState<string>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    try {
      await onAdd(readPerson(event.currentTarget));
      close();
    } catch (error) {
      setTrouble(t('failed', { reason: (error as Error).message }));
    }
  };

  return (
    <Form className="form" onSubmit={(event) => void submit(event)}>
      <Heading slot="title">{t('newPersonTitle')}</Heading>
      <Field label={t('firstName')} name="firstName" isRequired maxLength={64} autoFocus />
      <Field label={t('lastName')} name="lastName" maxLength={64} />
      <Field
        label={t('username')}
        name="username"
        validate={(value) => (/^([A-Za-z][A-Za-z0-9_]{4,31})?$/.test(value) ? null : t('usernameRule'))}
      />
      <Field label={t('languageCode')} name="languageCode" maxLength={35} />
      <Checkbox className="checkbox" name="isPremium">
        <span className="checkbox-box" aria-hidden="true" />
        {t('premium')}
      </Checkbox>
      {trouble && (
        <p role="alert" className="trouble">
          {trouble}
        </p>
      )}
      <div className="form-buttons">
        <Button className="button" onPress={close}>
          {t('cancel')}
        </Button>
        <Button className="button primary" type="submit">
          {t('add')}
        </Button>
      </div>
    </Form>
  );
};

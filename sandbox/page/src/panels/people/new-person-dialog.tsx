import { type FormEvent, useState } from 'react';
import { Button, Checkbox, Dialog, Form, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useText } from '../../text/use-text.tsx';
import { PersonField } from './person-field.tsx';
import { type Messenger, messengerNames } from './someone.ts';
import type { NewSomeone } from './use-people.ts';

type AddSomeone = (someone: NewSomeone) => Promise<void>;
type Props = { messenger: Messenger; onAdd: AddSomeone };

/** What was typed, without what was left empty. */
const typedIn = (form: HTMLFormElement) => {
  const values = new FormData(form);
  const text = (name: string) => String(values.get(name) ?? '').trim() || undefined;
  return { text, isTicked: (name: string) => values.has(name) };
};

const readSomeone = (messenger: Messenger, form: HTMLFormElement): NewSomeone => {
  const { text, isTicked } = typedIn(form);
  if (messenger === 'whatsapp')
    return {
      messenger,
      person: { name: text('name') ?? '', phone: text('phone'), username: text('username') },
    };
  if (messenger === 'wechat')
    return {
      messenger,
      person: { name: text('name') ?? '', phone: text('phone'), follows: isTicked('follows') },
    };
  return {
    messenger,
    person: {
      firstName: text('firstName') ?? '',
      lastName: text('lastName'),
      username: text('username'),
      languageCode: text('languageCode'),
      ...(isTicked('isPremium') ? { isPremium: true } : {}),
    },
  };
};

/** Asks for somebody new in a messenger; closes once the sandbox has made them. */
export const NewPersonDialog = (props: Props) => (
  <ModalOverlay className="veil" isDismissable>
    <Modal className="modal">
      <Dialog>{({ close }) => <NewPersonForm {...props} close={close} />}</Dialog>
    </Modal>
  </ModalOverlay>
);

const NewPersonForm = ({ messenger, onAdd, close }: Props & { close: () => void }) => {
  const { t } = useText();
  const [trouble, setTrouble] = useState<string>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    try {
      await onAdd(readSomeone(messenger, event.currentTarget));
      close();
    } catch (error) {
      setTrouble(t('failed', { reason: (error as Error).message }));
    }
  };

  const Fields = fieldsOf[messenger];
  return (
    <Form className="form" onSubmit={(event) => void submit(event)}>
      <Heading slot="title">{t('newPersonTitle', { messenger: messengerNames[messenger] })}</Heading>
      <Fields />
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

const TelegramFields = () => {
  const { t } = useText();
  return (
    <>
      <PersonField label={t('firstName')} name="firstName" isRequired maxLength={64} autoFocus />
      <PersonField label={t('lastName')} name="lastName" maxLength={64} />
      <PersonField
        label={t('username')}
        name="username"
        wanted={/^[A-Za-z][A-Za-z0-9_]{4,31}$/}
        rule={t('usernameRule')}
      />
      <PersonField label={t('languageCode')} name="languageCode" maxLength={35} />
      <Checkbox className="checkbox" name="isPremium">
        <span className="checkbox-box" aria-hidden="true" />
        {t('premium')}
      </Checkbox>
    </>
  );
};

const WhatsappFields = () => {
  const { t } = useText();
  return (
    <>
      <PersonField label={t('name')} name="name" isRequired maxLength={64} autoFocus />
      <PersonField
        label={t('phoneOptional')}
        name="phone"
        type="tel"
        wanted={/^\+[1-9]\d{6,14}$/}
        rule={t('phoneRule')}
        hint={t('phoneOptionalHint')}
      />
      <PersonField
        label={t('username')}
        name="username"
        wanted={/^[a-z][a-z0-9._]{2,29}$/}
        rule={t('whatsappUsernameRule')}
      />
    </>
  );
};

const WechatFields = () => {
  const { t } = useText();
  return (
    <>
      <PersonField label={t('name')} name="name" isRequired maxLength={64} autoFocus />
      <PersonField
        label={t('phoneOptional')}
        name="phone"
        type="tel"
        wanted={/^\+[1-9]\d{6,14}$/}
        rule={t('phoneRule')}
      />
      <Checkbox className="checkbox" name="follows" defaultSelected>
        <span className="checkbox-box" aria-hidden="true" />
        {t('followsAccount')}
      </Checkbox>
    </>
  );
};

const fieldsOf: Readonly<Record<Messenger, () => React.ReactNode>> = {
  telegram: TelegramFields,
  whatsapp: WhatsappFields,
  wechat: WechatFields,
};

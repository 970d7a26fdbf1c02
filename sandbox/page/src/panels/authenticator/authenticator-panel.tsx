import { type FormEvent, useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import type { AuthenticatorEntry, NewAuthenticatorEntry } from '../../../../wire.ts';
import { CopyButton } from '../../controls/copy-button.tsx';
import { useText } from '../../text/use-text.tsx';
import type { PersonRef } from '../people/someone.ts';
import '../inbox/inbox.css';
import { newestPhotoOf } from './newest-photo.ts';
import { useAuthenticator } from './use-authenticator.ts';

/** An authenticator app: scans what the chat shows, or takes a key, and ticks by the sandbox's clock. */
export const AuthenticatorPanel = ({ person }: { person: PersonRef | undefined }) => {
  const { t } = useText();
  const { entries, trouble, add, remove } = useAuthenticator();
  return (
    <div className="tool-page">
      <p className="hint">{t('authenticatorHint')}</p>
      {trouble && (
        <p role="alert" className="trouble">
          {t('failed', { reason: trouble })}
        </p>
      )}
      <section className="card" aria-label={t('addKey')}>
        {person && <ScanChat person={person} onAdd={add} />}
        <KeyForm onAdd={add} />
      </section>
      {entries.length === 0 ? (
        <p className="hint">{t('noKeys')}</p>
      ) : (
        <ul className="inbox-list">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} onRemove={() => void remove(entry.id)} />
          ))}
        </ul>
      )}
    </div>
  );
};

type Adding = { onAdd: (shown: NewAuthenticatorEntry) => Promise<boolean> };

const ScanChat = ({ person, onAdd }: Adding & { person: PersonRef }) => {
  const { t } = useText();
  const [isEmpty, setEmpty] = useState(false);
  const scan = async () => {
    const fileId = await newestPhotoOf(person).catch(() => undefined);
    setEmpty(fileId === undefined);
    if (fileId !== undefined) await onAdd({ fileId });
  };
  return (
    <div className="button-row">
      <Button className="button primary" onPress={() => void scan()}>
        {t('scanChat')}
      </Button>
      <span role="status" className="hint">
        {isEmpty && t('noPicture')}
      </span>
    </div>
  );
};

/** A pasted address, key or drawing: told apart by how it begins. */
const shownBy = (text: string): NewAuthenticatorEntry =>
  text.startsWith('<') ? { svg: text } : { uri: text };

const KeyForm = ({ onAdd }: Adding) => {
  const { t } = useText();
  const [text, setText] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await onAdd(shownBy(text.trim()))) setText('');
  };
  return (
    <Form className="form" onSubmit={(event) => void submit(event)}>
      <TextField className="field" value={text} onChange={setText} autoComplete="off">
        <Label>{t('keyField')}</Label>
        <Input placeholder="otpauth://totp/…" spellCheck={false} />
      </TextField>
      <Button type="submit" className="button" isDisabled={text.trim() === ''}>
        {t('addKey')}
      </Button>
    </Form>
  );
};

const Entry = ({ entry, onRemove }: { entry: AuthenticatorEntry; onRemove: () => void }) => {
  const { t } = useText();
  const { id, issuer, account, code, leftMs, periodSeconds } = entry;
  const left = Math.ceil(leftMs / 1000);
  const grouped = `${code.slice(0, 3)} ${code.slice(3)}`;
  return (
    <li className="card inbox-item" aria-labelledby={`key-${id}`}>
      <div className="inbox-head">
        <h3 id={`key-${id}`}>
          <bdi>{issuer}</bdi> · <bdi>{account}</bdi>
        </h3>
        <Button
          className="button small"
          onPress={onRemove}
          aria-label={`${t('removeKey')}: ${issuer} ${account}`}
        >
          {t('removeKey')}
        </Button>
      </div>
      <div className="authenticator-code">
        <code>{grouped}</code>
        <span
          className="authenticator-left"
          role="img"
          aria-label={t('codeLeft', { seconds: left })}
          title={t('codeLeft', { seconds: left })}
        >
          <span style={{ width: `${(leftMs / (periodSeconds * 1000)) * 100}%` }} />
        </span>
        <CopyButton text={code} />
      </div>
    </li>
  );
};

import { type ClaimedConnection, connectTokenIn, parseConnectToken } from '@atlas/shared/wire';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isolate } from '../../i18n/isolate.ts';
import { Button } from '../../ui/button.tsx';
import { useConfirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { useMergeBrought } from '../merge/merge-brought.ts';
import { useMessengerAction, useMessengersApi } from './use-messengers.ts';

const tokenIn = (text: string) => connectTokenIn(text) ?? parseConnectToken(text);

const ShowNumber = ({ claimed }: { claimed: ClaimedConnection }) => {
  const { t } = useTranslation('protection');
  return (
    <div className="section-body setup" role="status">
      <p>{t('messengers.yourNumber', { name: isolate(claimed.accountName) })}</p>
      <p className="setup-key">
        <code>{claimed.number}</code>
      </p>
      <p className="quiet">{t('messengers.yourNumberHint')}</p>
    </div>
  );
};

/** The other side: a code that was made in another messenger brings this one there. */
export const JoinSection = () => {
  const api = useMessengersApi();
  const { t } = useTranslation('protection');
  const common = useTranslation().t;
  const confirm = useConfirm();
  const { run, isBusy } = useMessengerAction();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [claimed, setClaimed] = useState<ClaimedConnection>();
  const bringMerge = useMergeBrought().bring;

  const join = async (token: string) => {
    await run(async (options) => {
      const { effect, accountName, expiresAt, merge } = await api.preview(token, options);
      if (effect === 'merge') return merge && bringMerge({ by: { token }, accountName, expiresAt, merge });
      const isSure = await confirm({
        title: t('messengers.joinTitle', { name: isolate(accountName) }),
        message: t(effect === 'fold' ? 'messengers.joinFold' : 'messengers.joinConnect'),
        confirmLabel: t('messengers.join'),
        cancelLabel: common('common.cancel'),
        isDestructive: effect === 'fold',
      });
      if (isSure) setClaimed(await api.claim(token, effect, options));
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = tokenIn(text);
    setError(token ? undefined : t('messengers.codeWrong'));
    if (token && !isBusy) void join(token);
  };

  if (claimed) return <ShowNumber claimed={claimed} />;
  return (
    <form className="section" onSubmit={submit} noValidate>
      <Field
        label={t('messengers.haveCode')}
        value={text}
        onChange={setText}
        error={error}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="go"
        hint={t('messengers.haveCodeHint')}
      />
      <Button type="submit" kind="plain" isBusy={isBusy} isDisabled={text.trim() === ''}>
        {t('messengers.join')}
      </Button>
    </form>
  );
};

import { useEffect } from 'react';
import type { SmsMessage } from '../../../../wire.ts';
import { useText } from '../../text/use-text.tsx';
import { FoundCode } from '../inbox/found-code.tsx';
import { useInbox } from '../inbox/use-inbox.ts';

/** Every text that came, whoever's phone it came to. */
export const SmsPanel = () => {
  const { t } = useText();
  const { sms, unseen, markSeen } = useInbox();
  useEffect(() => {
    if (unseen.sms > 0) markSeen('sms');
  }, [unseen.sms, markSeen]);
  if (sms.length === 0) {
    return (
      <div className="panel-empty">
        <p>{t('smsWaiting')}</p>
        <p>{t('smsWaitingHint')}</p>
      </div>
    );
  }
  return (
    <div className="tool-page">
      <div className="inbox-list" role="log" aria-label={t('smsInbox')}>
        {sms.map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one that came twice is there twice, under one id
          <SmsCard key={`${message.id} ${index}`} message={message} />
        ))}
      </div>
    </div>
  );
};

const SmsCard = ({
  message: { to, from, text, code, segments, encoding, arrivedAt },
}: {
  message: SmsMessage;
}) => {
  const { t, time } = useText();
  const at = new Date(arrivedAt ?? 0);
  return (
    <article className="card inbox-item">
      <div className="inbox-head">
        <h3>
          <bdi>{to}</bdi>
        </h3>
        <span className="hint">
          {t('sentFrom', { from })} · <time dateTime={at.toISOString()}>{time(at)}</time>
        </span>
      </div>
      <p className="inbox-text" dir="auto">
        {text}
      </p>
      {code && <FoundCode code={code} />}
      <p className="hint">{t('smsSize', { segments, encoding })}</p>
    </article>
  );
};

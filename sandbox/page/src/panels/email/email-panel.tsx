import { useEffect, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { EmailMessage } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { useText } from '../../text/use-text.tsx';
import { FoundCode } from '../inbox/found-code.tsx';
import { useInbox } from '../inbox/use-inbox.ts';

/** Every mail that came, as its reader sees it. */
export const EmailPanel = () => {
  const { t } = useText();
  const { emails, unseen, markSeen } = useInbox();
  useEffect(() => {
    if (unseen.email > 0) markSeen('email');
  }, [unseen.email, markSeen]);
  if (emails.length === 0) {
    return (
      <div className="panel-empty">
        <p>{t('emailWaiting')}</p>
        <p>{t('emailWaitingHint')}</p>
      </div>
    );
  }
  return (
    <div className="tool-page">
      <div className="inbox-list" role="log" aria-label={t('emailInbox')}>
        {emails.map((message) => (
          <EmailCard key={message.id} message={message} />
        ))}
      </div>
    </div>
  );
};

const parts = ['text', 'html', 'headers'] as const;
type Part = (typeof parts)[number];

const EmailCard = ({ message }: { message: EmailMessage }) => {
  const { t, time } = useText();
  const [part, setPart] = useState<Part>('text');
  const { to, from, subject, code, receivedAt } = message;
  const at = new Date(receivedAt);
  const titles = { text: t('mailText'), html: 'HTML', headers: t('mailHeaders') };
  return (
    <article className="card inbox-item">
      <div className="inbox-head">
        <h3 dir="auto">{subject}</h3>
        <time className="hint" dateTime={receivedAt}>
          {time(at)}
        </time>
      </div>
      <p className="hint">
        <bdi>{from}</bdi> → <bdi>{to}</bdi>
      </p>
      {code && <FoundCode code={code} />}
      <ToggleButtonGroup
        className="button-row"
        aria-label={t('mailShown')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[part]}
        onSelectionChange={([chosen]) => setPart(chosen as Part)}
      >
        {parts
          .filter((id) => id !== 'html' || message.html !== null)
          .map((id) => (
            <ToggleButton key={id} id={id} className="button small">
              {titles[id]}
            </ToggleButton>
          ))}
      </ToggleButtonGroup>
      <EmailPart message={message} part={part} />
    </article>
  );
};

const EmailPart = ({ message, part }: { message: EmailMessage; part: Part }) => {
  const { t } = useText();
  if (part === 'text') {
    return (
      <p className="inbox-text" dir="auto">
        {message.text}
      </p>
    );
  }
  if (part === 'html') {
    // Whatever a mail holds: it runs nothing, loads nothing, and knows nothing of this page.
    return (
      <iframe
        className="mail-frame"
        sandbox=""
        title={t('mailAsHtml', { subject: message.subject })}
        src={control.emailHtml(message.id)}
      />
    );
  }
  return (
    <dl className="mail-headers" tabIndex={0} aria-label={t('mailHeaders')}>
      {Object.entries(message.headers).map(([name, value]) => (
        <Header key={name} name={name} value={value} />
      ))}
    </dl>
  );
};

const Header = ({ name, value }: { name: string; value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);

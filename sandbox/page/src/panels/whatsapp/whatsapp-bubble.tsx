import type { WhatsappMessage } from '../../../../wire.ts';
import { ContactCard, DocumentCard } from '../../phone/attachments.tsx';
import { TickIcon, TicksIcon } from '../../phone/icons.tsx';
import type { Dictionary } from '../../text/en.ts';
import { useText } from '../../text/use-text.tsx';
import { MarkedText } from './marked-text.tsx';
import { type MessageActions, MessageButtons } from './message-buttons.tsx';

type Props = {
  message: WhatsappMessage;
  /** The message that this one answers, where it is still there. */
  answered: WhatsappMessage | undefined;
  isLastOfRun: boolean;
  actions: MessageActions;
};

const statusWords: Readonly<Record<NonNullable<WhatsappMessage['status']>, keyof Dictionary>> = {
  sent: 'statusSent',
  delivered: 'statusDelivered',
  read: 'statusRead',
};

const Ticks = ({ status }: { status: NonNullable<WhatsappMessage['status']> }) => {
  const { t } = useText();
  return (
    <span className="ticks" data-status={status}>
      {status === 'sent' ? <TickIcon /> : <TicksIcon />}
      <span className="unseen">{t(statusWords[status])}</span>
    </span>
  );
};

const Quote = ({ message }: { message: WhatsappMessage }) => {
  const { t } = useText();
  return (
    <blockquote className="quoted">
      <strong>{t(message.from === 'bot' ? 'fromBusiness' : 'fromYou')}</strong>
      <span dir="auto">{message.text ?? t('photo')}</span>
    </blockquote>
  );
};

export const WhatsappBubble = ({ message, answered, isLastOfRun, actions }: Props) => {
  const { t, time } = useText();
  const { from, at, text, footer, photo, document, contact, status } = message;
  const sentAt = new Date(at);
  return (
    <article className="message" data-from={from} data-last={isLastOfRun || undefined}>
      <div className="bubble">
        <span className="unseen">{t(from === 'bot' ? 'fromBusiness' : 'fromYou')}: </span>
        {answered && <Quote message={answered} />}
        {photo && <img src={photo} alt={text ?? t('photo')} />}
        {document && <DocumentCard {...document} />}
        {contact && <ContactCard {...contact} />}
        <div className="words" dir="auto">
          {text !== undefined && <MarkedText text={text} openPage={actions.openPage} />}
          {footer && <p className="footer-words">{footer}</p>}
          <span className="meta" dir="ltr">
            <time dateTime={sentAt.toISOString()}>{time(sentAt)}</time>
            {from === 'user' && status && <Ticks status={status} />}
          </span>
        </div>
        {from === 'bot' && <MessageButtons message={message} actions={actions} />}
      </div>
    </article>
  );
};

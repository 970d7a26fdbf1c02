import type { ChatMessage } from '../../../../wire.ts';
import { ContactCard, DocumentCard } from '../../phone/attachments.tsx';
import { useText } from '../../text/use-text.tsx';
import type { Chat } from './chat-reducer.ts';
import { InlineKeyboard, type KeyboardActions } from './inline-keyboard.tsx';
import { RichText } from './rich-text.tsx';

type Props = {
  message: ChatMessage;
  isLastOfRun: boolean;
  pressed: Chat['pressed'];
  actions: KeyboardActions;
};

export const MessageBubble = ({ message, isLastOfRun, pressed, actions }: Props) => {
  const { t, time } = useText();
  const words = message.text ?? message.caption;
  const sentAt = new Date(message.date * 1000);
  return (
    <article className="message" data-from={message.from} data-last={isLastOfRun || undefined}>
      <div className="bubble" data-protected={message.protectContent || undefined}>
        <span className="unseen">{t(message.from === 'bot' ? 'fromBot' : 'fromYou')}: </span>
        {message.photo && <img src={message.photo} alt={message.caption ?? t('photo')} />}
        {message.document && <DocumentCard {...message.document} />}
        {message.contact && (
          <ContactCard name={message.contact.firstName} phone={message.contact.phoneNumber} />
        )}
        <div className="words" dir="auto">
          {message.html === undefined ? words : <RichText html={message.html} />}
          <span className="meta" dir="ltr">
            {message.editDate !== undefined && <span>{t('edited')} </span>}
            <time dateTime={sentAt.toISOString()}>{time(sentAt)}</time>
          </span>
        </div>
      </div>
      {message.replyMarkup && <InlineKeyboard message={message} pressed={pressed} actions={actions} />}
    </article>
  );
};

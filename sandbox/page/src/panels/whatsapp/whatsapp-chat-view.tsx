import { Button } from 'react-aria-components';
import type { WhatsappMessage, WhatsappPerson } from '../../../../wire.ts';
import { ChatOpening, Toast } from '../../phone/chat-states.tsx';
import { Conversation } from '../../phone/conversation.tsx';
import { useText } from '../../text/use-text.tsx';
import type { Draft } from './use-proposal.ts';
import type { WhatsappChat } from './use-whatsapp-chat.ts';
import { WhatsappBubble } from './whatsapp-bubble.tsx';
import { WhatsappComposer } from './whatsapp-composer.tsx';
import { WhatsappHeader } from './whatsapp-header.tsx';

type Props = {
  person: WhatsappPerson;
  chat: WhatsappChat;
  draft: Draft | undefined;
  openPage: (url: string) => void;
  openList: (message: WhatsappMessage) => void;
  openOwnPage: () => void;
  onBlockChange: () => void;
};

const said = ({ messageId, from, at }: WhatsappMessage) => ({ id: messageId, from, at: new Date(at) });

/** The chat with the business in each of its states: loading, failed, empty, blocked, talking. */
export const WhatsappChatView = (props: Props) => {
  const { person, chat, draft, openPage, openList, openOwnPage, onBlockChange } = props;
  const { t } = useText();
  const { status, messages, notify, typing } = chat;
  if (status !== 'ready') return <ChatOpening status={status} onRetry={() => void chat.reload()} />;

  const thenTell = (deed: () => Promise<boolean>) => void deed().then((done) => done && onBlockChange());
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    notify(t('copied'));
  };
  const actions = {
    press: (messageId: string, id: string) => void chat.press(messageId, id),
    copy: (text: string) => void copy(text),
    shareContact: (messageId: string) => void chat.shareContact(messageId),
    openPage,
    openList,
  };
  return (
    <div className="chat whatsapp">
      <WhatsappHeader
        chat={chat}
        isBlocked={person.blocked}
        canShare={person.phone !== undefined}
        onOpenApp={openOwnPage}
        onBlock={() => thenTell(chat.block)}
        onUnblock={() => thenTell(chat.unblock)}
      />
      <Conversation
        messages={messages}
        said={said}
        alsoFollows={typing}
        head={<p className="chat-note">{t(messages.length === 0 ? 'whatsappEmpty' : 'whatsappNote')}</p>}
        renderMessage={(message, { isLastOfRun }) => (
          <WhatsappBubble
            message={message}
            answered={messages.find(({ messageId }) => messageId === message.replyTo)}
            isLastOfRun={isLastOfRun}
            actions={actions}
          />
        )}
      />
      <Toast text={chat.toast} />
      {person.blocked ? (
        <div className="chat-foot">
          <p>{t('blockedBusinessNote')}</p>
          <div className="chat-foot-buttons">
            <Button className="start" onPress={() => thenTell(chat.unblock)}>
              {t('unblock')}
            </Button>
          </div>
        </div>
      ) : (
        <WhatsappComposer draft={draft} say={chat.say} />
      )}
    </div>
  );
};

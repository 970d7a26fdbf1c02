import { useState } from 'react';
import { Button } from 'react-aria-components';
import { ChatOpening, Toast } from '../../phone/chat-states.tsx';
import { useText } from '../../text/use-text.tsx';
import { ChatHeader } from './chat-header.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import type { ChatControls } from './use-chat.ts';

type Props = { controls: ChatControls; openApp: (url: string) => void };

/** The chat with the bot in each of its states: loading, failed, empty, blocked, talking. */
export const ChatView = ({ controls, openApp }: Props) => {
  const { t } = useText();
  const { chat, load, notify } = controls;
  if (chat.status === 'failed' || !chat.state)
    return (
      <ChatOpening status={chat.status === 'failed' ? 'failed' : 'loading'} onRetry={() => void load()} />
    );

  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    notify(t('copied'));
  };
  const isEmpty = chat.messages.length === 0;
  return (
    <div className="chat">
      <ChatHeader {...controls} state={chat.state} isTyping={chat.typing !== undefined} />
      {isEmpty ? (
        <div className="chat-empty wallpaper">
          <div className="chat-empty-card">
            <p>{t('emptyChat')}</p>
            <p>{t('emptyChatHint')}</p>
          </div>
        </div>
      ) : (
        <MessageList
          chat={chat}
          actions={{
            press: (id, data) => void controls.press(id, data),
            openApp,
            copy: (text) => void copy(text),
          }}
        />
      )}
      <Toast text={chat.toast?.text} />
      <ChatFoot controls={controls} openApp={openApp} isEmpty={isEmpty} />
    </div>
  );
};

const ChatFoot = ({ controls, openApp, isEmpty }: Props & { isEmpty: boolean }) => {
  const { t } = useText();
  const { state } = controls.chat;
  // The button that was pressed goes away; whoever pressed it goes on typing.
  const [hasStarted, setStarted] = useState(false);
  const startWith = (begin: () => Promise<unknown>) => {
    setStarted(true);
    void begin();
  };
  if (!state) return null;
  if (state.blocked) {
    return (
      <div className="chat-foot">
        <p>{t('blockedNote')}</p>
        <div className="chat-foot-buttons">
          <Button className="start" onPress={() => startWith(controls.restart)}>
            {t('restart')}
          </Button>
          <Button className="start quiet" onPress={() => startWith(controls.unblock)}>
            {t('unblock')}
          </Button>
        </div>
      </div>
    );
  }
  if (isEmpty) {
    return (
      <div className="chat-foot">
        <Button className="start" onPress={() => startWith(() => controls.say('/start'))}>
          {t('start')}
        </Button>
      </div>
    );
  }
  return <Composer state={state} say={controls.say} openApp={openApp} takesFocus={hasStarted} />;
};

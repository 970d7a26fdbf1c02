import { Fragment, useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { DownIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import type { Chat } from './chat-reducer.ts';
import type { KeyboardActions } from './inline-keyboard.tsx';
import { MessageBubble } from './message-bubble.tsx';

/** Closer to the end than this, a reader wants to see what comes. */
const nearPx = 80;

const dayMs = 86_400_000;
const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

const DateSeparator = ({ at }: { at: Date }) => {
  const { t, day } = useText();
  const daysAgo = Math.round((startOfDay(new Date()) - startOfDay(at)) / dayMs);
  return (
    <div className="date-separator">
      <span>{daysAgo === 0 ? t('today') : daysAgo === 1 ? t('yesterday') : day(at)}</span>
    </div>
  );
};

/** The conversation. It stays at its end while it is read there; further up it offers a way down instead. */
export const MessageList = ({ chat, actions }: { chat: Chat; actions: KeyboardActions }) => {
  const { t } = useText();
  const list = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const { messages } = chat;

  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what changed that moves the list, not how it looks
  useLayoutEffect(() => {
    if (isAtEnd || messages.at(-1)?.from === 'user') toEnd();
  }, [messages, chat.typing]);

  const follow = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    setAtEnd(scrollHeight - scrollTop - clientHeight < nearPx);
  };

  return (
    <div className="conversation">
      <div
        className="message-list"
        ref={list}
        role="log"
        aria-label={t('messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        onScroll={follow}
        onLoadCapture={() => isAtEnd && toEnd()}
      >
        <div className="message-spacer" />
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const at = new Date(message.date * 1000);
          const isNewDay = !before || startOfDay(new Date(before.date * 1000)) !== startOfDay(at);
          return (
            <Fragment key={message.messageId}>
              {isNewDay && <DateSeparator at={at} />}
              <MessageBubble
                message={message}
                isLastOfRun={messages[index + 1]?.from !== message.from}
                pressed={chat.pressed}
                actions={actions}
              />
            </Fragment>
          );
        })}
      </div>
      {!isAtEnd && (
        <Button className="to-end" aria-label={t('scrollDown')} onPress={toEnd}>
          <DownIcon />
        </Button>
      )}
    </div>
  );
};

import { Fragment, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { DownIcon } from './icons.tsx';

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

type Said = { id: string; from: 'bot' | 'user'; at: Date };

type Props<M> = {
  /** Oldest first. */
  messages: readonly M[];
  said: (message: M) => Said;
  renderMessage: (message: M, place: { isLastOfRun: boolean }) => ReactNode;
  /** Something else at the end that moves it: somebody who types. */
  alsoFollows?: unknown;
  /** What stands above the first message. */
  head?: ReactNode;
};

/** A conversation. It stays at its end while it is read there; further up it offers a way down instead. */
export const Conversation = <M,>({ messages, said, renderMessage, alsoFollows, head }: Props<M>) => {
  const { t } = useText();
  const list = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const last = messages.at(-1);

  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what changed that moves the list, not how it looks
  useLayoutEffect(() => {
    if (isAtEnd || (last && said(last).from === 'user')) toEnd();
  }, [messages, alsoFollows]);

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
        {head}
        {messages.map((message, index) => {
          const { id, at, from } = said(message);
          const [before, after] = [messages[index - 1], messages[index + 1]];
          const isNewDay = !before || startOfDay(said(before).at) !== startOfDay(at);
          return (
            <Fragment key={id}>
              {isNewDay && <DateSeparator at={at} />}
              {renderMessage(message, { isLastOfRun: !after || said(after).from !== from })}
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

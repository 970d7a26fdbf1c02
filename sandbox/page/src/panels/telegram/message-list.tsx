import type { ChatMessage } from '../../../../wire.ts';
import { Conversation } from '../../phone/conversation.tsx';
import type { Chat } from './chat-reducer.ts';
import type { KeyboardActions } from './inline-keyboard.tsx';
import { MessageBubble } from './message-bubble.tsx';

const said = ({ messageId, from, date }: ChatMessage) => ({
  id: String(messageId),
  from,
  at: new Date(date * 1000),
});

/** The chat with the bot. */
export const MessageList = ({ chat, actions }: { chat: Chat; actions: KeyboardActions }) => (
  <Conversation
    messages={chat.messages}
    said={said}
    alsoFollows={chat.typing}
    renderMessage={(message, { isLastOfRun }) => (
      <MessageBubble message={message} isLastOfRun={isLastOfRun} pressed={chat.pressed} actions={actions} />
    )}
  />
);

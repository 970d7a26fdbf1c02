import { Button, Link } from 'react-aria-components';
import type { ChatMessage, InlineKeyboardButton } from '../../../../wire.ts';
import { AppIcon, CopyIcon, LinkIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import type { Chat } from './chat-reducer.ts';

export type KeyboardActions = {
  press: (messageId: number, data: string) => void;
  openApp: (url: string) => void;
  copy: (text: string) => void;
};

type Props = { message: ChatMessage; pressed: Chat['pressed']; actions: KeyboardActions };

/** The buttons under a message. */
export const InlineKeyboard = ({ message, pressed, actions }: Props) => (
  <div className="keyboard">
    {message.replyMarkup?.inline_keyboard.map((row, rowIndex) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a keyboard's places are its identity
      <div className="keyboard-row" key={rowIndex}>
        {row.map((button, index) => (
          <Key
            // biome-ignore lint/suspicious/noArrayIndexKey: a keyboard's places are its identity
            key={index}
            button={button}
            messageId={message.messageId}
            isAwaited={
              pressed?.messageId === message.messageId &&
              button.callback_data !== undefined &&
              pressed.data === button.callback_data
            }
            actions={actions}
          />
        ))}
      </div>
    ))}
  </div>
);

type KeyProps = {
  button: InlineKeyboardButton;
  messageId: number;
  isAwaited: boolean;
  actions: KeyboardActions;
};

const Key = ({ button, messageId, isAwaited, actions }: KeyProps) => {
  const { t } = useText();
  const { text, url, callback_data: data, web_app: app, copy_text: copied } = button;
  const label = <bdi>{text}</bdi>;
  if (url !== undefined) {
    return (
      <Link className="key" href={url} target="_blank" rel="noopener noreferrer">
        {label}
        <LinkIcon />
        <span className="unseen">({t('opensPage')})</span>
      </Link>
    );
  }
  if (app) {
    return (
      <Button className="key" data-opens="app" onPress={() => actions.openApp(app.url)}>
        {label}
        <AppIcon />
        <span className="unseen">({t('opensApp')})</span>
      </Button>
    );
  }
  if (copied) {
    return (
      <Button className="key" onPress={() => actions.copy(copied.text)}>
        {label}
        <CopyIcon />
        <span className="unseen">({t('copiesText')})</span>
      </Button>
    );
  }
  return (
    <Button
      className="key"
      isPending={isAwaited}
      onPress={() => data !== undefined && actions.press(messageId, data)}
    >
      {label}
      {isAwaited && <span className="spinner" aria-hidden="true" />}
    </Button>
  );
};

import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { ChatState } from '../../../../wire.ts';
import { MenuIcon } from '../../phone/icons.tsx';
import { MessageField } from '../../phone/message-field.tsx';
import { useText } from '../../text/use-text.tsx';
import { CommandList } from './command-list.tsx';

type Props = {
  state: ChatState;
  say: (text: string) => Promise<boolean>;
  openApp: (url: string) => void;
  takesFocus: boolean;
};

/** Where the person types: menu button, words, send. A slash offers the bot's commands. */
export const Composer = ({ state, say, openApp, takesFocus }: Props) => {
  const [words, setWords] = useState('');
  const [isMenuOpen, setMenuOpen] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);

  const typed = /^\/(\w*)$/.exec(words);
  const commands = typed
    ? state.commands.filter(({ command }) => command.startsWith(typed[1] ?? ''))
    : state.commands;
  const areCommandsOpen = isMenuOpen || (typed !== null && commands.length > 0);

  const send = async (text: string) => {
    const trimmed = text.trim();
    if (!trimmed) return;
    setWords('');
    setMenuOpen(false);
    area.current?.focus();
    if (!(await say(trimmed))) setWords(text);
  };

  return (
    <div className="composer">
      {areCommandsOpen && (
        <CommandList
          commands={commands}
          onChoose={(command) => void send(`/${command}`)}
          onClose={() => {
            setMenuOpen(false);
            area.current?.focus();
          }}
          takesFocus={isMenuOpen}
        />
      )}
      <div className="composer-row">
        <ChatMenuButton
          state={state}
          isOpen={isMenuOpen}
          openApp={openApp}
          toggleCommands={() => setMenuOpen((open) => !open)}
        />
        <MessageField
          words={words}
          onChange={setWords}
          onSend={() => void send(words)}
          onEscape={() => setMenuOpen(false)}
          takesFocus={takesFocus}
          area={area}
        />
      </div>
    </div>
  );
};

type MenuProps = { state: ChatState; isOpen: boolean; openApp: Props['openApp']; toggleCommands: () => void };

const ChatMenuButton = ({ state: { menuButton, commands }, isOpen, openApp, toggleCommands }: MenuProps) => {
  const { t } = useText();
  if (menuButton.type === 'web_app') {
    return (
      <Button className="composer-menu" onPress={() => openApp(menuButton.webApp.url)}>
        <bdi>{menuButton.text}</bdi>
      </Button>
    );
  }
  if (commands.length === 0) return null;
  return (
    <Button
      className="composer-menu"
      aria-label={t('commands')}
      aria-expanded={isOpen}
      onPress={toggleCommands}
    >
      <MenuIcon />
    </Button>
  );
};

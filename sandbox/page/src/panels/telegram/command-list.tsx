import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { ChatState } from '../../../../wire.ts';
import { useText } from '../../text/use-text.tsx';

type Props = {
  commands: ChatState['commands'];
  /** Whether it was opened on purpose, rather than while typing. */
  takesFocus: boolean;
  onChoose: (command: string) => void;
  onClose: () => void;
};

const neighbours: Record<string, 1 | -1> = { ArrowDown: 1, ArrowUp: -1 };

/** What the bot can be told, over the composer. */
export const CommandList = ({ commands, takesFocus, onChoose, onClose }: Props) => {
  const { t } = useText();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (takesFocus) list.current?.querySelector('button')?.focus();
  }, [takesFocus]);

  const move = (key: string) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons.at((at + (neighbours[key] ?? 0)) % buttons.length)?.focus();
  };

  return (
    <ul className="command-list" ref={list} aria-label={t('commands')}>
      {commands.map(({ command, description }) => (
        <li key={command}>
          <Button
            onPress={() => onChoose(command)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onClose();
              else if (event.key in neighbours) move(event.key);
              else event.continuePropagation();
            }}
          >
            <span className="command-name">/{command}</span>
            <bdi className="command-description">{description}</bdi>
          </Button>
        </li>
      ))}
    </ul>
  );
};

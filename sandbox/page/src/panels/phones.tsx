import type { ReactNode } from 'react';
import type { Person } from '../../../wire.ts';
import { TelegramPhone } from './telegram/telegram-phone.tsx';

export type PhonePanel = {
  id: string;
  title: string;
  render: (person: Person, onBlock: () => void) => ReactNode;
};

/** The messengers of the desk. With more than one, tabs over the phone choose between them. */
export const phones: readonly PhonePanel[] = [
  {
    id: 'telegram',
    title: 'Telegram',
    render: (person, onBlock) => <TelegramPhone key={person.id} person={person} onBlockChange={onBlock} />,
  },
];

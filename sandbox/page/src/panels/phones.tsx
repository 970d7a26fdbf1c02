import { type PersonRef, refOf, type Someone } from './people/someone.ts';
import { TelegramPhone } from './telegram/telegram-phone.tsx';
import { WhatsappPhone } from './whatsapp/whatsapp-phone.tsx';

/** Words that a link from elsewhere proposed to write to the business. */
export type Draft = PersonRef & { text: string };

type Props = { someone: Someone; draft: Draft | undefined; onBlockChange: () => void };

/** The phone of somebody, with their messenger on it. A new messenger is a folder here and a line in this list. */
export const Phone = ({ someone, draft, onBlockChange }: Props) => {
  const { id } = refOf(someone);
  if (someone.messenger === 'telegram')
    return <TelegramPhone key={id} person={someone.person} onBlockChange={onBlockChange} />;
  return (
    <WhatsappPhone
      key={id}
      person={someone.person}
      draft={draft?.messenger === 'whatsapp' && draft.id === id ? draft.text : undefined}
      onBlockChange={onBlockChange}
    />
  );
};

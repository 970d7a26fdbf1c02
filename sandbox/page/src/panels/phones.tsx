import { refOf, type Someone } from './people/someone.ts';
import { TelegramPhone } from './telegram/telegram-phone.tsx';
import { WechatPhone } from './wechat/wechat-phone.tsx';
import type { Draft } from './whatsapp/use-proposal.ts';
import { WhatsappPhone } from './whatsapp/whatsapp-phone.tsx';

type Props = { someone: Someone; draft: Draft | undefined; onBlockChange: () => void };

/** The phone of somebody, with their messenger on it. A new messenger is a folder here and a line in this list. */
export const Phone = ({ someone, draft, onBlockChange }: Props) => {
  const { id } = refOf(someone);
  if (someone.messenger === 'telegram')
    return <TelegramPhone key={id} person={someone.person} onBlockChange={onBlockChange} />;
  if (someone.messenger === 'wechat')
    return <WechatPhone key={id} person={someone.person} onPersonChange={onBlockChange} />;
  return <WhatsappPhone key={id} person={someone.person} draft={draft} onBlockChange={onBlockChange} />;
};

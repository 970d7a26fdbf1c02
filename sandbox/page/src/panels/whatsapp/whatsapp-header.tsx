import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { MoreIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { Avatar } from '../people/avatar.tsx';
import type { WhatsappChat } from './use-whatsapp-chat.ts';

type Props = {
  chat: WhatsappChat;
  isBlocked: boolean;
  canShare: boolean;
  onOpenApp: () => void;
  onBlock: () => void;
  onUnblock: () => void;
};

/** The business at the other end, and what can be done about it. */
export const WhatsappHeader = ({ chat, isBlocked, canShare, onOpenApp, onBlock, onUnblock }: Props) => {
  const { t } = useText();
  const { business, typing } = chat;
  const name = business?.name ?? 'WhatsApp';
  return (
    <header className="chat-header">
      <Avatar id={business?.phone ?? ''} names={[name]} />
      <div className="chat-title">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p aria-live="polite" data-typing={typing !== undefined || undefined}>
          {typing === undefined ? `${t('businessAccount')} · +${business?.phone ?? ''}` : t('typing')}
        </p>
      </div>
      <MenuTrigger>
        <Button className="icon-button" aria-label={t('chatMenu')}>
          <MoreIcon />
        </Button>
        <Popover className="menu-popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem onAction={() => void chat.shareContact()} isDisabled={isBlocked || !canShare}>
              {t('shareContact')}
            </MenuItem>
            <MenuItem onAction={onOpenApp}>{t('openBrowser')}</MenuItem>
            {isBlocked ? (
              <MenuItem onAction={onUnblock}>{t('unblock')}</MenuItem>
            ) : (
              <MenuItem className="destructive" onAction={onBlock}>
                {t('blockBusiness')}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
    </header>
  );
};

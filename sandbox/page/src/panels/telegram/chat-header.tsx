import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ChatState } from '../../../../wire.ts';
import { MoreIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { Avatar } from '../people/avatar.tsx';
import type { ChatControls } from './use-chat.ts';

type Props = { state: ChatState; isTyping: boolean } & Pick<
  ChatControls,
  'shareContact' | 'block' | 'unblock'
>;

export const ChatHeader = ({ state, isTyping, shareContact, block, unblock }: Props) => {
  const { t } = useText();
  const { bot, blocked } = state;
  return (
    <header className="chat-header">
      <Avatar id={String(bot.id)} names={[bot.firstName]} />
      <div className="chat-title">
        <h2>
          <bdi>{bot.firstName}</bdi>
        </h2>
        <p aria-live="polite" data-typing={isTyping || undefined}>
          {isTyping ? t('typing') : `${t('bot')} · @${bot.username}`}
        </p>
      </div>
      <MenuTrigger>
        <Button className="icon-button" aria-label={t('chatMenu')}>
          <MoreIcon />
        </Button>
        <Popover className="menu-popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem onAction={() => void shareContact()} isDisabled={blocked}>
              {t('shareContact')}
            </MenuItem>
            {blocked ? (
              <MenuItem onAction={() => void unblock()}>{t('unblock')}</MenuItem>
            ) : (
              <MenuItem className="destructive" onAction={() => void block()}>
                {t('blockBot')}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
    </header>
  );
};

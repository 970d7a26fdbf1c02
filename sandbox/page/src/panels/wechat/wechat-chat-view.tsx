import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { WechatMenuButton, WechatMessage, WechatPerson } from '../../../../wire.ts';
import { ChatOpening, Toast } from '../../phone/chat-states.tsx';
import { Conversation } from '../../phone/conversation.tsx';
import { MoreIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { WhatsappComposer } from '../whatsapp/whatsapp-composer.tsx';
import { MenuBar } from './menu-bar.tsx';
import type { WechatChat } from './use-wechat-chat.ts';
import { WechatBubble } from './wechat-bubble.tsx';

type Props = {
  person: WechatPerson;
  chat: WechatChat;
  openPage: (url: string) => void;
  openMiniProgram: (pagePath: string) => void;
  onPersonChange: () => void;
};

const said = ({ messageId, from, at }: WechatMessage) => ({
  id: messageId,
  from: from === 'user' ? ('user' as const) : ('bot' as const),
  at: new Date(at),
});

const Header = ({ person, chat, openMiniProgram, onPersonChange }: Props) => {
  const { t } = useText();
  const thenTell = (deed: () => Promise<boolean>) => void deed().then((done) => done && onPersonChange());
  return (
    <header className="chat-header">
      <div className="chat-title">
        <h2>
          <bdi>{chat.name}</bdi>
        </h2>
        <p aria-live="polite" data-typing={chat.typing !== undefined || undefined}>
          {chat.typing === undefined ? t('officialAccount') : t('typing')}
        </p>
      </div>
      <MenuTrigger>
        <Button className="icon-button" aria-label={t('chatMenu')}>
          <MoreIcon />
        </Button>
        <Popover className="menu-popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem onAction={() => openMiniProgram('')}>{t('openMiniProgram')}</MenuItem>
            <MenuItem onAction={() => thenTell(person.follows ? chat.unfollow : chat.follow)}>
              {t(person.follows ? 'unfollow' : 'follow')}
            </MenuItem>
            <MenuItem
              className={person.blocked ? '' : 'destructive'}
              onAction={() => thenTell(person.blocked ? chat.unblock : chat.block)}
            >
              {t(person.blocked ? 'unblock' : 'blockBusiness')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </header>
  );
};

/** The chat with the account: what is written, what can be tapped, and the menu below. */
export const WechatChatView = (props: Props) => {
  const { person, chat, openPage, openMiniProgram } = props;
  const { t } = useText();
  const { status, messages } = chat;
  if (status !== 'ready') return <ChatOpening status={status} onRetry={() => void chat.reload()} />;

  const press = ({ key, url, pagePath }: WechatMenuButton) => {
    if (key !== undefined) void chat.click(key);
    else if (pagePath !== undefined) openMiniProgram(pagePath);
    else if (url !== undefined) openPage(url);
  };
  const actions = {
    choose: (messageId: string, id: string) => void chat.choose(messageId, id),
    openPage,
    openMiniProgram,
  };
  return (
    <div className="chat wechat">
      <Header {...props} />
      <Conversation
        messages={messages}
        said={said}
        alsoFollows={chat.typing}
        head={messages.length === 0 && <p className="chat-note">{t('wechatEmpty')}</p>}
        renderMessage={(message) => <WechatBubble message={message} actions={actions} />}
      />
      <Toast text={chat.toast} />
      {person.blocked ? (
        <div className="chat-foot">
          <p>{t('blockedBusinessNote')}</p>
        </div>
      ) : (
        <>
          {person.follows && <MenuBar buttons={chat.menu} press={press} />}
          <WhatsappComposer draft={undefined} say={chat.say} />
        </>
      )}
    </div>
  );
};

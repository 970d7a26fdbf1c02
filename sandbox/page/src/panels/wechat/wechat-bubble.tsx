import { Button } from 'react-aria-components';
import type { WechatMessage } from '../../../../wire.ts';
import { AppIcon, ChevronIcon, LinkIcon } from '../../phone/icons.tsx';
import { useText } from '../../text/use-text.tsx';
import { LinkedText } from './linked-text.tsx';

export type WechatActions = {
  choose: (messageId: string, id: string) => void;
  openPage: (url: string) => void;
  openMiniProgram: (pagePath: string) => void;
};

type Props = { message: WechatMessage; actions: WechatActions };

const Menu = ({ message, actions }: Props) => (
  <div className="menu-lines">
    {message.menu?.items.map(({ id, text }) => (
      <Button key={id} className="menu-line" onPress={() => actions.choose(message.messageId, id)}>
        <bdi>{text}</bdi>
      </Button>
    ))}
    {message.menu?.tail && <p dir="auto">{message.menu.tail}</p>}
  </div>
);

const Notification = ({ message, actions }: Props) => {
  const { t } = useText();
  const { notification } = message;
  if (!notification) return null;
  return (
    <div className="service-card">
      <strong>{notification.title}</strong>
      <dl>
        {notification.fields.map(({ name, label, value }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      <Button className="card-foot" onPress={() => actions.openMiniProgram(notification.page ?? '')}>
        {t('openMiniProgram')}
        <ChevronIcon />
      </Button>
    </div>
  );
};

export const WechatBubble = ({ message, actions }: Props) => {
  const { t } = useText();
  const { from, text, photo, link, miniProgram } = message;
  if (from === 'wechat') return <p className="chat-note">{text}</p>;
  return (
    <article className="message" data-from={from} data-last="true">
      <div className="bubble">
        <span className="unseen">{t(from === 'bot' ? 'fromBusiness' : 'fromYou')}: </span>
        {photo && <img src={photo} alt={t('photo')} />}
        {text !== undefined && (
          <div className="words" dir="auto">
            <LinkedText text={text} openPage={actions.openPage} />
          </div>
        )}
        <Menu message={message} actions={actions} />
        {link && (
          <Button className="link-card" data-opens="page" onPress={() => actions.openPage(link.url)}>
            <LinkIcon />
            <span>
              <bdi>{link.title}</bdi>
              <small dir="auto">{link.description}</small>
            </span>
          </Button>
        )}
        {miniProgram && (
          <Button
            className="link-card"
            data-opens="app"
            onPress={() => actions.openMiniProgram(miniProgram.pagePath)}
          >
            <AppIcon />
            <span>
              <bdi>{miniProgram.title}</bdi>
              <small>{t('miniProgram')}</small>
            </span>
          </Button>
        )}
        <Notification message={message} actions={actions} />
      </div>
    </article>
  );
};

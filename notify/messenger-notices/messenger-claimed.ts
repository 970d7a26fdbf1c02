import type { Reason } from '../templates/index.ts';

/** Somebody used the connect code and waits. After its ten minutes there is nothing to confirm: never sent late. */
export const messengerClaimed: Reason = {
  name: 'messenger_claimed',
  kind: 'security',
  ttlSeconds: 600,
  onUnknown: 'at_least_once',
  decide: (event) =>
    event.type === 'identity_connection.claimed.v1' ? { messenger: event.data.messenger } : null,
  texts: {
    en: {
      card: 'Connect code used',
      body: '<b>Somebody in {messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {another messenger}} used your connect code.</b>\n\nIf it is you, type the number that you see there into the app, where you made the code. If it is not you, cancel there: nothing has been connected.',
      open: 'See my messengers',
    },
    ru: {
      card: 'Код использован',
      body: '<b>Кто-то в {messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {другом мессенджере}} использовал ваш код подключения.</b>\n\nЕсли это вы, введите показанное там число в приложении, где вы создали код. Если не вы, отмените подключение: пока ничего не подключено.',
      open: 'Мои мессенджеры',
    },
    zh: {
      card: '连接码已被使用',
      body: '<b>有人在{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {微信} other {另一个聊天应用}}中使用了您的连接码。</b>\n\n如果是您本人，请在创建连接码的应用中输入那里显示的数字。如果不是，请取消：目前尚未连接任何账号。',
      open: '我的聊天应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'messengers' }]],
};

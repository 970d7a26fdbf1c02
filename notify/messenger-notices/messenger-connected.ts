import type { Reason } from '../templates/index.ts';

/** Another messenger signs in from now on: told in all of them, and to every confirmed contact. */
export const messengerConnected: Reason = {
  name: 'messenger_connected',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'identity.connected.v1' && event.data.reason === 'connected'
      ? { messenger: event.data.messenger }
      : null,
  texts: {
    en: {
      card: 'Messenger connected',
      subject: 'A messenger was connected to your account',
      body: '<b>{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {Another messenger}} was connected to your account.</b>\n\nWhoever uses it signs in to this account from now on. If it was not you, open the app, take it off and sign out the devices you do not know.',
      sms: 'Atlas: a messenger was connected to your account. Not you? Open the app and take it off.',
      open: 'See my messengers',
    },
    ru: {
      card: 'Мессенджер подключён',
      subject: 'К вашему аккаунту подключён мессенджер',
      body: '<b>К вашему аккаунту подключён {messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {ещё один мессенджер}}.</b>\n\nТеперь через него можно войти в этот аккаунт. Если это не вы, откройте приложение, отключите его и завершите незнакомые сеансы.',
      sms: 'Atlas: подключён мессенджер. Не вы? Откройте приложение',
      open: 'Мои мессенджеры',
    },
    zh: {
      card: '已连接新的聊天应用',
      subject: '您的账户已连接新的聊天应用',
      body: '<b>您的账户已连接{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {微信} other {另一个聊天应用}}。</b>\n\n今后可用它登录此账户。如果不是您本人操作，请打开应用将其移除，并退出您不认识的设备。',
      sms: 'Atlas：您的账户已连接新的聊天应用。非本人？请打开应用移除',
      open: '我的聊天应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'messengers' }]],
};

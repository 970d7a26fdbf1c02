import type { Reason } from '../templates/index.ts';

/** A messenger was taken off: told in those that stay, and a last time in that one. */
export const messengerRemoved: Reason = {
  name: 'messenger_removed',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'identity.removed.v1' && event.data.reason !== 'merge'
      ? { messenger: event.data.messenger }
      : null,
  texts: {
    en: {
      card: 'Messenger removed',
      subject: 'A messenger was taken off your account',
      body: '<b>{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {A messenger}} was taken off your account.</b>\n\nIt signs in no more, and its devices are signed out. If it was not you, open the app in a messenger that is left and look through your devices.',
      sms: 'Atlas: a messenger was taken off your account. Not you? Open the app and look through your devices.',
      open: 'See my messengers',
    },
    ru: {
      card: 'Мессенджер отключён',
      subject: 'Мессенджер отключён от вашего аккаунта',
      body: '<b>{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {Мессенджер}} отключён от вашего аккаунта.</b>\n\nВойти через него больше нельзя, сеансы в нём завершены. Если это не вы, откройте приложение в оставшемся мессенджере и проверьте устройства.',
      sms: 'Atlas: мессенджер отключён. Не вы? Проверьте устройства',
      open: 'Мои мессенджеры',
    },
    zh: {
      card: '聊天应用已移除',
      subject: '您的账户已移除一个聊天应用',
      body: '<b>已从您的账户移除{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {微信} other {一个聊天应用}}。</b>\n\n它不能再登录，相关设备也已退出。如果不是您本人操作，请在仍保留的聊天应用中打开应用并检查您的设备。',
      sms: 'Atlas：您的账户已移除一个聊天应用。非本人？请检查您的设备',
      open: '我的聊天应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'messengers' }]],
};

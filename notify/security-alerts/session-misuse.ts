import type { Reason } from '../templates/index.ts';

/** A refresh token was used twice: somebody may hold a copy. The session has already been ended. */
export const sessionMisuse: Reason = {
  name: 'session_misuse',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  fallbackAfterSeconds: 300,
  decide: (event) =>
    event.type === 'suspicious.activity.v1' && event.data.kind === 'refresh_token_reused' ? {} : null,
  texts: {
    en: {
      card: 'Device signed out',
      subject: 'One of your devices was signed out',
      body: '<b>We signed out one of your devices to be safe.</b>\n\nIts key was used in two places at once. Open the app and look through your devices; sign out any that you do not know.',
      sms: 'Atlas: we signed out one of your devices to be safe. Open the app and look through your devices.',
      open: 'See my devices',
    },
    ru: {
      card: 'Сеанс завершён',
      subject: 'Сеанс на одном из ваших устройств завершён',
      body: '<b>Для безопасности мы завершили сеанс на одном из ваших устройств.</b>\n\nЕго ключом воспользовались сразу в двух местах. Откройте приложение, проверьте список устройств и завершите незнакомые сеансы.',
      sms: 'Atlas: сеанс завершён для безопасности. Проверьте устройства',
      open: 'Мои устройства',
    },
    zh: {
      card: '设备已退出登录',
      subject: '您的一台设备已退出登录',
      body: '<b>为了安全，我们已让您的一台设备退出登录。</b>\n\n它的密钥同时在两处被使用。请打开应用查看您的设备，并退出您不认识的设备。',
      sms: 'Atlas：为安全起见，您的一台设备已退出登录。请打开应用查看设备',
      open: '查看我的设备',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'devices' }]],
};

import type { Reason } from '../templates/index.ts';

/** Devices were signed out from the list of devices. Told twice, it would look like a second time. */
export const sessionsRevoked: Reason = {
  name: 'sessions_revoked',
  kind: 'account',
  ttlSeconds: 86_400,
  onUnknown: 'at_most_once',
  decide: (event) =>
    event.type === 'session.revoked.v1' && event.data.reason === 'revoked'
      ? { count: event.data.sessionIds.length }
      : null,
  texts: {
    en: {
      card: 'Devices signed out',
      body: '{count, plural, one {One device was} other {# devices were}} signed out of your account, as asked in the app.',
      open: 'See my devices',
    },
    ru: {
      card: 'Сеансы завершены',
      body: 'По запросу из приложения {count, plural, one {завершён # сеанс} few {завершены # сеанса} other {завершено # сеансов}}.',
      open: 'Мои устройства',
    },
    zh: {
      card: '设备已退出登录',
      body: '按照您在应用中的操作，{count, plural, other {# 台设备}}已退出您的账户。',
      open: '查看我的设备',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'devices' }]],
};

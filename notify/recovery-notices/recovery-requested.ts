import type { Reason } from '../templates/index.ts';

/** Somebody says that every factor is lost. Whoever is the account holder must hear of it in time, wherever they read. */
export const recoveryRequested: Reason = {
  name: 'recovery_requested',
  kind: 'security',
  ttlSeconds: 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'recovery.requested.v1'
      ? { recoveryId: event.data.recoveryId, readyAt: Date.parse(event.data.readyAt) }
      : null,
  texts: {
    en: {
      card: 'Recovery requested',
      subject: 'Your second factors are about to be taken off',
      body: '<b>Somebody asked to take all second factors off your account.</b>\n\nIt was asked for from a signed-in device. If it was you, nothing is needed: from {readyAt, time, moment} on, you can set up new ones in the app. If it was not you, cancel it now and look through your devices.',
      sms: 'Atlas: somebody asked to take all second factors off your account. Not you? Cancel it in the app before {readyAt, time, moment}.',
      smsShort: 'Atlas: somebody is taking your second factors off. Not you? Cancel it in the app.',
      cancel: 'Cancel it, it was not me',
      open: 'Open the app',
    },
    ru: {
      card: 'Запрошен сброс',
      subject: 'Защита вашего аккаунта скоро будет снята',
      body: '<b>Кто-то попросил снять все вторые факторы с вашего аккаунта.</b>\n\nЗапрос пришёл с устройства, где вы вошли. Если это вы, ничего делать не нужно: с {readyAt, time, moment} новые можно будет настроить в приложении. Если это не вы, отмените запрос сейчас и проверьте список устройств.',
      sms: 'Atlas: с аккаунта снимают защиту. Не вы? Отмените в приложении',
      cancel: 'Отменить, это не я',
      open: 'Открыть приложение',
    },
    zh: {
      card: '有人申请恢复账户',
      subject: '您的双重验证即将被移除',
      body: '<b>有人申请移除您账户的全部双重验证方式。</b>\n\n该申请来自一台已登录的设备。如果是您本人，无需操作：自 {readyAt, time, moment} 起，您可以在应用中重新设置。如果不是您，请立即取消，并检查您的设备。',
      sms: 'Atlas：有人申请移除您账户的双重验证。如非本人，请在应用中取消',
      cancel: '取消，不是我',
      open: '打开应用',
    },
  },
  buttons: [
    [{ label: 'cancel', answers: 'recovery_cancel:{recoveryId}' }],
    [{ label: 'open', opens: 'miniapp', screen: 'security' }],
  ],
};

import type { Reason } from '../templates/index.ts';

/** The lost factors are off. Told wherever the account holder reads, the removed places a last time. */
export const recoveryCompleted: Reason = {
  name: 'recovery_completed',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) => (event.type === 'recovery.completed.v1' ? {} : null),
  texts: {
    en: {
      card: 'Protection removed',
      subject: 'Your second factors were taken off',
      body: '<b>All second factors were taken off your account.</b>\n\nSet up a new one now: until then, orders cannot be paid for. If you did not ask for this, open the app, sign out the devices you do not know, and write to us.',
      sms: 'Atlas: all second factors were taken off your account. Not you? Open the app, sign out unknown devices and write to us.',
      open: 'Set up a new one',
    },
    ru: {
      card: 'Защита снята',
      subject: 'Вторые факторы сняты с аккаунта',
      body: '<b>Все вторые факторы сняты с вашего аккаунта.</b>\n\nНастройте новый сейчас: без него нельзя оплачивать заказы. Если вы об этом не просили, откройте приложение, завершите незнакомые сеансы и напишите нам.',
      sms: 'Atlas: защита аккаунта снята. Не вы? Откройте приложение',
      open: 'Настроить новый',
    },
    zh: {
      card: '双重验证已移除',
      subject: '您的双重验证已被移除',
      body: '<b>您账户的全部双重验证方式已被移除。</b>\n\n请立即设置新的验证方式：在此之前无法为订单付款。如果不是您申请的，请打开应用，退出您不认识的设备，并联系我们。',
      sms: 'Atlas：您账户的双重验证已全部移除。如非本人操作，请打开应用',
      open: '重新设置',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};

import type { Reason } from '../templates/index.ts';

/** A second factor is off. Where all went by a recovery, that message says it. */
export const factorDisabled: Reason = {
  name: 'two_factor_disabled',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'two_factor.disabled.v1' &&
    (event.data.reason === 'removed' || event.data.reason === 'locked')
      ? {
          factorKind: event.data.factorKind,
          reason: event.data.reason,
          wasLast: event.data.wasLast ? 'yes' : 'no',
        }
      : null,
  texts: {
    en: {
      card: 'Factor removed',
      subject: 'A second factor was taken off your account',
      body: '<b>A second factor was taken off: {factorKind, select, sms {codes by SMS} email {codes by e-mail} other {the authenticator}}.</b>\n\n{reason, select, locked {Too many wrong codes were tried on it.} other {It was removed in the app.}}{wasLast, select, yes { It was the last one: until you set up another, orders cannot be paid for.} other {}} If it was not you, open the app and sign out the devices you do not know.',
      sms: 'Atlas: a second factor was taken off your account. Not you? Open the app and sign out unknown devices.',
      open: 'Security',
    },
    ru: {
      card: 'Фактор снят',
      subject: 'Второй фактор снят с аккаунта',
      body: '<b>Второй фактор снят: {factorKind, select, sms {коды по SMS} email {коды по почте} other {приложение для кодов}}.</b>\n\n{reason, select, locked {Для него вводили слишком много неверных кодов.} other {Его удалили в приложении.}}{wasLast, select, yes { Он был последним: пока нет другого, заказы оплатить нельзя.} other {}} Если это не вы, откройте приложение и завершите незнакомые сеансы.',
      sms: 'Atlas: второй фактор снят. Не вы? Откройте приложение',
      open: 'Безопасность',
    },
    zh: {
      card: '验证方式已移除',
      subject: '您的一种验证方式已被移除',
      body: '<b>已移除一种验证方式：{factorKind, select, sms {短信验证码} email {邮件验证码} other {身份验证器}}。</b>\n\n{reason, select, locked {因多次输入错误的验证码。} other {已在应用中移除。}}{wasLast, select, yes {这是最后一种：在设置新的验证方式之前，无法为订单付款。} other {}}如果不是您本人操作，请打开应用并退出您不认识的设备。',
      sms: 'Atlas：您的一种验证方式已被移除。如非本人操作，请打开应用',
      open: '安全中心',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};

import type { Reason } from '../templates/index.ts';

/** A second factor became active. */
export const factorEnabled: Reason = {
  name: 'two_factor_enabled',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'two_factor.enabled.v1' && !event.data.cameBy
      ? { factorKind: event.data.factorKind, isFirst: event.data.isFirst ? 'yes' : 'no' }
      : null,
  texts: {
    en: {
      card: 'Factor added',
      subject: 'A second factor was added to your account',
      body: '<b>{isFirst, select, yes {Your account is protected by a second factor.} other {Another second factor protects your account.}}</b>\n\nFrom now on {factorKind, select, sms {a code by SMS} email {a code by e-mail} other {a code of your authenticator}} can be asked for. If you did not set it up, remove it in the app and sign out the devices you do not know.',
      sms: 'Atlas: a second factor was added to your account. Not you? Open the app, remove it and sign out unknown devices.',
      open: 'Security',
    },
    ru: {
      card: 'Фактор добавлен',
      subject: 'К аккаунту добавлен второй фактор',
      body: '<b>{isFirst, select, yes {Ваш аккаунт защищён вторым фактором.} other {Ваш аккаунт защищён ещё одним вторым фактором.}}</b>\n\nТеперь может потребоваться {factorKind, select, sms {код из SMS} email {код из письма} other {код из приложения для кодов}}. Если его настроили не вы, удалите его в приложении и завершите незнакомые сеансы.',
      sms: 'Atlas: добавлен второй фактор. Не вы? Откройте приложение',
      open: 'Безопасность',
    },
    zh: {
      card: '已新增验证方式',
      subject: '您的账户新增了验证方式',
      body: '<b>{isFirst, select, yes {您的账户已启用双重验证。} other {您的账户又新增了一种验证方式。}}</b>\n\n今后可能会要求输入{factorKind, select, sms {短信验证码} email {邮件验证码} other {身份验证器中的验证码}}。如果不是您设置的，请在应用中将其移除，并退出您不认识的设备。',
      sms: 'Atlas：您的账户新增了验证方式。如非本人操作，请打开应用',
      open: '安全中心',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};

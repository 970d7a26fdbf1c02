import type { Template } from '../templates/index.ts';

/**
 * To what the old shop has on file: it was linked, and the code that ends the link. If the password was stolen, whoever
 * reads this is the person to know; twice is a smaller harm than not at all.
 */
export const shopOwnerNotice: Template = {
  name: 'shop_owner_notice',
  kind: 'security',
  ttlSeconds: 72 * 3600,
  onUnknown: 'at_least_once',
  texts: {
    en: {
      subject: 'Your shop account was linked to a messenger',
      body: '<b>Your account of the old shop was linked to a messenger.</b>\n\nSomebody knew its password. If that was you, nothing is needed.\n\nIf it was not you, type this code at {site}. It ends the link, and nobody can link your shop account for a day:\n\n<code>{objectionCode}</code>\n\nThe code is good for three days. Change your password at the shop, too.',
      sms: 'Atlas: your shop account was linked to a messenger. Not you? {site} code {objectionCode}',
    },
    ru: {
      subject: 'Ваш аккаунт магазина привязан к мессенджеру',
      body: '<b>Ваш аккаунт прежнего магазина привязан к мессенджеру.</b>\n\nКто-то знал пароль. Если это вы, ничего делать не нужно.\n\nЕсли это не вы, введите этот код на странице {site}. Привязка прекратится, и сутки никто не сможет привязать ваш аккаунт:\n\n<code>{objectionCode}</code>\n\nКод действует трое суток. Смените и пароль в магазине.',
      sms: 'Atlas: аккаунт магазина привязан. Не вы? {site} код {objectionCode}',
      smsShort: 'Привязан магазин. Не вы? {site} код {objectionCode}',
    },
    zh: {
      subject: '您的商店账户已关联到聊天应用',
      body: '<b>您的旧商店账户已关联到聊天应用。</b>\n\n有人知道该账户的密码。如果是您本人，无需操作。\n\n如果不是您，请在 {site} 输入此验证码。关联会解除，一天之内任何人都无法关联您的账户：\n\n<code>{objectionCode}</code>\n\n验证码三天内有效。也请修改商店密码。',
      sms: 'Atlas：您的商店账户已被关联。非本人？{site} 验证码 {objectionCode}',
    },
  },
  buttons: [],
};

import type { Reason } from '../templates/index.ts';

/** An old shop account was linked. What the shop has on file is told by a notice of its own. */
export const shopLinked: Reason = {
  name: 'shop_account_linked',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'shop_account.linked.v1' && !event.data.cameBy
      ? { undoUntil: Date.parse(event.data.undoUntil) }
      : null,
  texts: {
    en: {
      card: 'Shop account linked',
      subject: 'Your shop account was linked to a messenger',
      body: '<b>The old shop account is linked.</b>\n\nIts orders are now seen in the messenger, too. This can be undone in the app until {undoUntil, date, day}. If it was not you, undo it and change the password at the shop.',
      sms: 'Atlas: your shop account was linked to a messenger. Not you? Change your password at the shop and write to us.',
      open: 'See the link',
    },
    ru: {
      card: 'Магазин привязан',
      subject: 'Ваш аккаунт магазина привязан к мессенджеру',
      body: '<b>Прежний аккаунт магазина привязан.</b>\n\nЕго заказы теперь видны и в мессенджере. Отменить это можно в приложении до {undoUntil, date, day}. Если это не вы, отмените привязку и смените пароль в магазине.',
      sms: 'Atlas: аккаунт магазина привязан. Не вы? Смените пароль',
      open: 'Посмотреть привязку',
    },
    zh: {
      card: '商店账户已关联',
      subject: '您的商店账户已关联到聊天应用',
      body: '<b>旧商店账户已关联。</b>\n\n其订单现在也可在聊天应用中查看。在 {undoUntil, date, day} 之前可在应用中撤销。如果不是您本人操作，请撤销关联并修改商店密码。',
      sms: 'Atlas：您的商店账户已被关联。如非本人操作，请修改商店密码',
      open: '查看关联',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'link' }]],
};

import type { Reason } from '../templates/index.ts';

/** Said by the messages about the account as a whole. */
const silent: ReadonlySet<string> = new Set(['account_deleted', 'merge', 'merge_undo']);

/** The link to the old shop account ended. */
export const shopUnlinked: Reason = {
  name: 'shop_account_unlinked',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  decide: (event) =>
    event.type === 'shop_account.unlinked.v1' && !silent.has(event.data.reason)
      ? { reason: event.data.reason }
      : null,
  texts: {
    en: {
      card: 'Shop unlinked',
      body: '<b>The old shop account is no longer linked.</b>\n\n{reason, select, undone {The link was undone, as if it had never been.} objected {Its owner said that the link was not theirs.} other {Its orders are no longer seen here; it can be linked again at any time.}}',
      open: 'Security',
    },
    ru: {
      card: 'Магазин отвязан',
      body: '<b>Прежний аккаунт магазина больше не привязан.</b>\n\n{reason, select, undone {Привязка отменена, как будто её не было.} objected {Владелец сообщил, что привязал его не он.} other {Его заказы здесь больше не видны; привязать его снова можно в любой момент.}}',
      open: 'Безопасность',
    },
    zh: {
      card: '商店账户已解除关联',
      body: '<b>旧商店账户已解除关联。</b>\n\n{reason, select, undone {关联已撤销，如同从未发生。} objected {账户所有者表示该关联并非其本人所为。} other {此处不再显示其订单；您可随时重新关联。}}',
      open: '安全中心',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'security' }]],
};

import type { Reason } from '../templates/index.ts';

/**
 * Two accounts became one: told in the messengers of both, and to every confirmed contact of both, with the way to undo
 * it. Either side can do so for three days by what its own account asked for before.
 */
export const accountMerged: Reason = {
  name: 'account_merged',
  kind: 'security',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_least_once',
  reachesContacts: true,
  decide: (event) =>
    event.type === 'identity.connected.v1' && event.data.reason === 'merge'
      ? { messenger: event.data.messenger }
      : null,
  texts: {
    en: {
      card: 'Accounts merged',
      subject: 'Two accounts were merged into one',
      body: '<b>The account that was opened in {messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {another messenger}} was merged with another one.</b>\n\nAll messengers of both now open the same account. You can undo this for 30 days. If you did not want it, or somebody talked you into it, undo it now: for three days your messenger is enough for that, or your own second factor if you had one.',
      sms: 'Atlas: two accounts were merged into one. Not you? Open the app and undo it within 3 days.',
      open: 'See and undo',
    },
    ru: {
      card: 'Аккаунты объединены',
      subject: 'Два аккаунта объединены в один',
      body: '<b>Аккаунт, который открывался в {messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {WeChat} other {другом мессенджере}}, объединён с другим.</b>\n\nТеперь все мессенджеры обоих открывают один аккаунт. Это можно отменить в течение 30 дней. Если вы этого не хотели или вас уговорили, отмените сейчас: три дня для этого достаточно вашего мессенджера или вашего второго фактора, если он был.',
      sms: 'Atlas: аккаунты объединены. Не вы? Отмените в приложении',
      open: 'Посмотреть и отменить',
    },
    zh: {
      card: '账户已合并',
      subject: '两个账户已合并为一个',
      body: '<b>在{messenger, select, telegram {Telegram} whatsapp {WhatsApp} wechat {微信} other {另一个聊天应用}}中打开的账户已与另一个账户合并。</b>\n\n双方的所有聊天应用现在都打开同一个账户。30 天内可以撤销。如果这不是您的意愿，或有人诱导您这样做，请立即撤销：三天内只需您的聊天应用，或您原有的第二重验证。',
      sms: 'Atlas：两个账户已合并。非本人意愿？请在 3 天内打开应用撤销',
      open: '查看并撤销',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'merges' }]],
};

import type { Reason } from '../templates/index.ts';

/** The old shop was away when somebody tried to link; it is back. */
export const shopLinkReminder: Reason = {
  name: 'shop_link_reminder',
  kind: 'account',
  ttlSeconds: 86_400,
  onUnknown: 'at_most_once',
  decide: (event) => (event.type === 'shop_link.reminder.v1' ? {} : null),
  texts: {
    en: {
      card: 'Link your old shop',
      body: 'The old shop answers again. You wanted to link your account there: now it works.',
      open: 'Link my account',
    },
    ru: {
      card: 'Привяжите магазин',
      body: 'Прежний магазин снова отвечает. Вы хотели привязать свой аккаунт: теперь получится.',
      open: 'Привязать аккаунт',
    },
    zh: {
      card: '关联您的旧商店',
      body: '旧商店已恢复服务。您之前想关联那里的账户：现在可以了。',
      open: '关联我的账户',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp', screen: 'link' }]],
};

import type { Reason } from '../templates/index.ts';

/** Greets a new person in the messenger they came from. Greeting twice is a smaller harm than not at all. */
export const welcome: Reason = {
  name: 'welcome',
  kind: 'welcome',
  ttlSeconds: 86_400,
  onUnknown: 'at_least_once',
  decide: (event) => (event.type === 'user.registered.v1' ? {} : null),
  texts: {
    en: {
      card: 'You are signed up',
      body: 'Welcome, <b>{name}</b>! You are signed up.\n\nHave you shopped with us on the web before? Link your old account in the app, and your orders come along.',
      open: 'Open the app',
    },
    ru: {
      card: 'Вы зарегистрированы',
      body: 'Добро пожаловать, <b>{name}</b>! Вы зарегистрированы.\n\nУже покупали у нас на сайте? Привяжите прежний аккаунт в приложении, и заказы останутся с вами.',
      open: 'Открыть приложение',
    },
    zh: {
      card: '注册成功',
      body: '欢迎您，<b>{name}</b>！您已注册成功。\n\n以前在我们的网店购物过吗？在应用中关联您的旧账户，订单就会一并带过来。',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};

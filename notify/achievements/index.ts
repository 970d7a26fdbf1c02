import type { Reason } from '../templates/index.ts';

/** Congratulates on an achievement. It is in the app anyway, so rather not said than said twice. */
export const achievementGranted: Reason = {
  name: 'achievement_granted',
  kind: 'achievements',
  ttlSeconds: 3 * 86_400,
  onUnknown: 'at_most_once',
  decide: (event) =>
    event.type === 'achievement.granted.v1' ? { achievement: event.data.achievement } : null,
  texts: {
    en: {
      body: '🏅 <b>{achievement, select, registered {Welcome aboard} linked {Reunited} protected {Well protected} first_order {First order} other {A new achievement}}</b>\n\n{achievement, select, registered {You have joined: the first of your achievements.} linked {You have brought your account of the old shop along.} protected {Your account now has a second factor: only you get in.} first_order {Your first order is paid. Thank you!} other {You have earned it. It is in the app, among your achievements.}}',
      digest:
        '🏅 <b>{achievement, select, registered {Welcome aboard} linked {Reunited} protected {Well protected} first_order {First order} other {A new achievement}}</b>: {achievement, select, registered {you have joined.} linked {your old shop account came along.} protected {your account has a second factor.} first_order {your first order is paid.} other {look into the app.}}',
      open: 'See my achievements',
    },
    ru: {
      body: '🏅 <b>{achievement, select, registered {Добро пожаловать} linked {Снова вместе} protected {Под защитой} first_order {Первый заказ} other {Новое достижение}}</b>\n\n{achievement, select, registered {Вы с нами: это ваше первое достижение.} linked {Вы привязали аккаунт прежнего магазина.} protected {У вашего аккаунта есть второй фактор: войти можете только вы.} first_order {Ваш первый заказ оплачен. Спасибо!} other {Оно уже в приложении, среди ваших достижений.}}',
      digest:
        '🏅 <b>{achievement, select, registered {Добро пожаловать} linked {Снова вместе} protected {Под защитой} first_order {Первый заказ} other {Новое достижение}}</b>: {achievement, select, registered {вы с нами.} linked {аккаунт прежнего магазина привязан.} protected {у аккаунта есть второй фактор.} first_order {ваш первый заказ оплачен.} other {загляните в приложение.}}',
      open: 'Мои достижения',
    },
    zh: {
      body: '🏅 <b>{achievement, select, registered {欢迎加入} linked {重新团聚} protected {安全卫士} first_order {首笔订单} other {新成就}}</b>\n\n{achievement, select, registered {您已加入我们，这是您的第一项成就。} linked {您已关联旧商店账户。} protected {您的账户已启用双重验证，只有您能进入。} first_order {您的首笔订单已付款，谢谢！} other {您已获得此成就，可在应用中查看。}}',
      digest:
        '🏅 <b>{achievement, select, registered {欢迎加入} linked {重新团聚} protected {安全卫士} first_order {首笔订单} other {新成就}}</b>：{achievement, select, registered {您已加入我们。} linked {您已关联旧商店账户。} protected {您的账户已启用双重验证。} first_order {您的首笔订单已付款。} other {请在应用中查看。}}',
      open: '查看我的成就',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};

import type { AchievementId, Locale } from '@atlas/shared/wire';

type Badge = readonly [name: string, praise: string];
type Badges = Readonly<Record<AchievementId | 'other', Badge>>;

/** What each achievement is called, as in the app, and what is said to who earned it; `other` is one of a newer version. */
export const badges: Readonly<Record<Locale, Badges>> = {
  en: {
    registered: ['Welcome aboard', 'You have joined: the first of your achievements.'],
    linked: ['Reunited', 'You brought your account of the old shop along.'],
    protected: ['Well guarded', 'Your account has a second factor now: only you get in.'],
    authenticator: [
      'Codes of your own',
      'An authenticator app now makes your codes, even without a network.',
    ],
    prepared: ['For a rainy day', 'You have backup codes. Keep them where only you look.'],
    regular: ['Regular', 'You keep coming back, and we are glad.'],
    first_order: ['First order', 'Your first order is paid. Thank you!'],
    loyal: ['Loyal customer', 'You order again and again. Thank you!'],
    other: ['A new achievement', 'You have earned it. Look among your achievements.'],
  },
  ru: {
    registered: ['Добро пожаловать', 'Вы с нами: это ваше первое достижение.'],
    linked: ['Снова вместе', 'Вы привязали аккаунт прежнего магазина.'],
    protected: ['Под защитой', 'У вашего аккаунта есть второй фактор: войти можете только вы.'],
    authenticator: ['Свои коды', 'Теперь коды создаёт ваше приложение, даже без сети.'],
    prepared: ['На всякий случай', 'У вас есть резервные коды. Храните их там, где видите только вы.'],
    regular: ['Частый гость', 'Вы возвращаетесь снова и снова, и мы этому рады.'],
    first_order: ['Первый заказ', 'Ваш первый заказ оплачен. Спасибо!'],
    loyal: ['Верный покупатель', 'Вы заказываете снова и снова. Спасибо!'],
    other: ['Новое достижение', 'Загляните в свои достижения.'],
  },
  zh: {
    registered: ['欢迎加入', '您已加入我们，这是您的第一项成就。'],
    linked: ['重逢', '您已关联旧商店账户。'],
    protected: ['固若金汤', '您的账户已启用双重验证，只有您能进入。'],
    authenticator: ['自有验证码', '您的身份验证器应用现在可以生成验证码，无需网络。'],
    prepared: ['未雨绸缪', '您已有备用码。请保存在只有您能看到的地方。'],
    regular: ['常客', '您经常回来，我们很高兴。'],
    first_order: ['首笔订单', '您的首笔订单已付款，谢谢！'],
    loyal: ['忠实顾客', '感谢您一再下单！'],
    other: ['新成就', '您已获得此成就，请在成就中查看。'],
  },
};

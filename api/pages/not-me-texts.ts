import type { Locale } from '@atlas/shared/wire';

type Texts = Readonly<{
  title: string;
  what: string;
  label: string;
  send: string;
  done: string;
  advice: string;
  wrong: string;
  later: string;
}>;

/** What `/not-me` says. */
export const notMeTexts: Readonly<Record<Locale, Texts>> = {
  en: {
    title: 'It was not me',
    what: 'Your account of the old shop was linked to a messenger, and it was not you? Type the code of the message we sent you. The link ends at once, and nobody can link your shop account for a day.',
    label: 'Code, 12 digits',
    send: 'End the link',
    done: 'The link has ended.',
    advice: 'Whoever linked it knows your password: change it at the shop now.',
    wrong: 'That code is not right, is older than three days, or was used already.',
    later: 'Too many tries. Please wait a minute.',
  },
  ru: {
    title: 'Это не я',
    what: 'Ваш аккаунт прежнего магазина привязали к мессенджеру, и это были не вы? Введите код из нашего сообщения. Привязка сразу прекратится, и сутки никто не сможет привязать этот аккаунт.',
    label: 'Код, 12 цифр',
    send: 'Прекратить привязку',
    done: 'Привязка прекращена.',
    advice: 'Тот, кто её сделал, знает ваш пароль: смените его в магазине сейчас.',
    wrong: 'Код неверен, старше трёх суток или уже использован.',
    later: 'Слишком много попыток. Подождите минуту.',
  },
  zh: {
    title: '不是我本人',
    what: '您的旧商店账户被关联到聊天应用，但不是您本人操作？请输入我们发给您的验证码。关联会立即解除，一天之内任何人都无法关联该账户。',
    label: '12 位数字验证码',
    send: '解除关联',
    done: '关联已解除。',
    advice: '对方知道您的密码：请立即在商店修改密码。',
    wrong: '验证码不正确、已超过三天，或已被使用。',
    later: '尝试次数过多，请稍候一分钟。',
  },
};

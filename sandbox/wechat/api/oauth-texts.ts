import type { Locale } from '@atlas/shared/wire';

type Texts = {
  title: string;
  base: string;
  userinfo: string;
  snapshot: string;
  refuse: string;
  wrong: string;
};

/** What the page says that asks who looks; to whoever stands at the desk. */
export const oauthTexts: Readonly<Record<Locale, Texts>> = {
  en: {
    title: 'Who opens this page in WeChat?',
    base: 'WeChat asks nothing here: it tells the page who it is.',
    userinfo:
      'The page asks to know your name and who you are in its owner’s other apps. Whoever you choose allows it.',
    snapshot: 'Only look: WeChat shows the page to somebody it makes up',
    refuse: 'Do not allow it',
    wrong: 'This page can’t be opened. Error code: ',
  },
  ru: {
    title: 'Кто открывает эту страницу в WeChat?',
    base: 'WeChat здесь ни о чём не спрашивает: он сам сообщает странице, кто это.',
    userinfo:
      'Страница хочет знать ваше имя и кто вы в других приложениях её владельца. Выбранный человек разрешает это.',
    snapshot: 'Только посмотреть: WeChat покажет страницу выдуманному пользователю',
    refuse: 'Не разрешать',
    wrong: 'Страницу нельзя открыть. Код ошибки: ',
  },
  zh: {
    title: '谁在微信中打开此页面？',
    base: '微信在这里不询问：它会直接告诉页面您是谁。',
    userinfo: '该页面申请获取您的昵称，以及您在其主体其他应用中的身份。选择谁，就代表谁同意。',
    snapshot: '仅浏览：微信以虚拟用户展示此页面',
    refuse: '拒绝',
    wrong: '无法打开此页面。错误代码：',
  },
};

/** @typedef {'zh' | 'en' | 'ru'} Language */

const texts = {
  zh: {
    opening: '正在打开…',
    failed: '无法打开。请检查网络后重试。',
    again: '重试',
    notices: '通知',
    noticesWhy: '登录、安全和订单通知会通过微信服务通知发送给您。每次允许，可收到一条消息。',
    allow: '允许通知',
    allowed: '已允许，谢谢。',
    refused: '未允许。您随时可以在这里更改。',
    none: '目前没有可以订阅的通知。',
    phone: '手机号',
    phoneWhy: '您可以告知我们您在微信绑定的手机号。它不会用于登录。',
    showPhone: '提供手机号',
    phoneShown: '已收到：',
    phoneNotShown: '未提供手机号。',
  },
  en: {
    opening: 'Opening…',
    failed: 'It could not be opened. Check your connection and try again.',
    again: 'Try again',
    notices: 'Notices',
    noticesWhy:
      'Notices about sign-ins, security and orders come as WeChat service notifications. Each time you allow them, one message may come.',
    allow: 'Allow notices',
    allowed: 'Allowed, thank you.',
    refused: 'Not allowed. You can change this here at any time.',
    phone: 'Phone number',
    phoneWhy: 'You may tell us the phone number that WeChat knows. It does not sign you in.',
    showPhone: 'Show my phone number',
    phoneShown: 'Received: ',
    phoneNotShown: 'No phone number was shown.',
    none: 'There are no notices to allow at the moment.',
  },
  ru: {
    opening: 'Открываем…',
    failed: 'Не удалось открыть. Проверьте связь и попробуйте ещё раз.',
    again: 'Попробовать ещё раз',
    notices: 'Уведомления',
    noticesWhy:
      'Уведомления о входе, безопасности и заказах приходят как сервисные уведомления WeChat. Каждое разрешение — это одно сообщение.',
    allow: 'Разрешить уведомления',
    allowed: 'Разрешено, спасибо.',
    refused: 'Не разрешено. Это можно изменить здесь в любое время.',
    phone: 'Номер телефона',
    phoneWhy: 'Вы можете сообщить нам номер, привязанный к WeChat. Для входа он не используется.',
    showPhone: 'Сообщить номер',
    phoneShown: 'Получено: ',
    phoneNotShown: 'Номер не сообщён.',
    none: 'Сейчас разрешать нечего.',
  },
};

/**
 * WeChat's language, as it names it: `zh_CN`, `zh_TW`, `en`, `ru`.
 *
 * @returns {string}
 */
const currentLanguage = () => wx.getAppBaseInfo().language || 'zh_CN';

/** Words in WeChat's language; English where there are none. */
const currentTexts = () => {
  const language = currentLanguage().slice(0, 2);
  return language === 'zh' || language === 'ru' ? texts[language] : texts.en;
};

module.exports = { texts, currentLanguage, currentTexts };

import type { Template } from '../templates/index.ts';

/**
 * A one-time code. Its fate unknown, it is not sent again: two texts with one code make people doubt both, and a new
 * one can be asked for.
 */
export const code: Template = {
  name: 'code',
  kind: 'security',
  ttlSeconds: 300,
  onUnknown: 'at_most_once',
  // Somebody sits and waits.
  fallbackAfterSeconds: 30,
  isCode: true,
  texts: {
    en: {
      subject: 'Your Atlas code: {oneTimeCode}',
      body: 'Your code for Atlas is\n\n<code>{oneTimeCode}</code>\n\nIt is good for {minutes, plural, one {# minute} other {# minutes}} and works once. Type it where you asked for it, and give it to nobody: Atlas never asks for it in a message or a call.\n\nYou did not ask for a code? Then somebody typed your address by mistake, and nothing needs to be done.',
      sms: '{oneTimeCode} is your Atlas code, good for {minutes} min. Give it to nobody, not even us.',
      smsShort: 'Atlas code: {oneTimeCode}',
    },
    ru: {
      subject: 'Код Atlas: {oneTimeCode}',
      body: 'Ваш код для Atlas\n\n<code>{oneTimeCode}</code>\n\nОн действует {minutes, plural, one {# минуту} few {# минуты} other {# минут}} и только один раз. Введите его там, где запросили, и никому не сообщайте: Atlas никогда не спрашивает код в сообщениях и по телефону.\n\nНе запрашивали код? Значит, кто-то по ошибке указал ваш адрес, делать ничего не нужно.',
      sms: 'Код Atlas: {oneTimeCode}. Никому не говорите',
      smsShort: 'Код Atlas: {oneTimeCode}',
    },
    zh: {
      subject: 'Atlas 验证码：{oneTimeCode}',
      body: '您的 Atlas 验证码是\n\n<code>{oneTimeCode}</code>\n\n{minutes} 分钟内有效，仅可使用一次。请在您申请验证码的页面输入，切勿告诉任何人：Atlas 绝不会通过消息或电话索要验证码。\n\n如果不是您申请的，说明有人误填了您的地址，无需任何操作。',
      sms: 'Atlas 验证码：{oneTimeCode}，{minutes} 分钟内有效，请勿告诉他人',
      smsShort: 'Atlas 验证码：{oneTimeCode}',
    },
  },
  buttons: [],
};

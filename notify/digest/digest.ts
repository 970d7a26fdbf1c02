import type { Template } from '../templates/index.ts';

/** What happened, told together. Each line is the `digest` text of the message that it stands for. */
export const digest: Template = {
  name: 'digest',
  kind: 'digest',
  ttlSeconds: 86_400,
  onUnknown: 'at_most_once',
  texts: {
    en: {
      card: 'Your summary',
      subject: 'Your summary: {count, plural, one {one message} other {# messages}}',
      body: '<b>Your summary</b>\n\n{items}',
      open: 'Open the app',
    },
    ru: {
      card: 'Ваша сводка',
      subject: 'Ваша сводка: {count, plural, one {# сообщение} few {# сообщения} other {# сообщений}}',
      body: '<b>Ваша сводка</b>\n\n{items}',
      open: 'Открыть приложение',
    },
    zh: {
      card: '您的摘要',
      subject: '您的摘要：{count} 条消息',
      body: '<b>您的摘要</b>\n\n{items}',
      open: '打开应用',
    },
  },
  buttons: [[{ label: 'open', opens: 'miniapp' }]],
};

import type { Reason } from '../templates/index.ts';

/**
 * Asks whether a second device that shows the person's sign-in link is theirs. Asked twice, it is still one question;
 * after its 300 s it would be answered in vain, so it is never sent late.
 */
export const proofConfirmation: Reason = {
  name: 'proof_confirmation',
  kind: 'security',
  ttlSeconds: 300,
  onUnknown: 'at_least_once',
  decide: (event) =>
    event.type === 'suspicious.activity.v1' &&
    event.data.kind === 'proof_shown_by_other_key' &&
    event.data.confirmationId
      ? { confirmationId: event.data.confirmationId, minutes: 5 }
      : null,
  texts: {
    en: {
      card: 'Is this you?',
      body: '<b>Somebody is opening the app with your link on another device.</b>\n\nIs it you? You can answer within {minutes, plural, one {# minute} other {# minutes}}. If it is not you, nothing more is needed than to say so.',
      confirm: 'Yes, it is me',
      deny: 'No, keep them out',
    },
    ru: {
      card: 'Это вы?',
      body: '<b>Кто-то открывает приложение по вашей ссылке на другом устройстве.</b>\n\nЭто вы? Ответить можно в течение {minutes, plural, one {# минуты} other {# минут}}. Если это не вы, достаточно так и ответить.',
      confirm: 'Да, это я',
      deny: 'Нет, не пускать',
    },
    zh: {
      card: '是您本人吗？',
      body: '<b>有人正在另一台设备上用您的链接打开应用。</b>\n\n是您本人吗？请在 {minutes, plural, other {# 分钟}}内回答。如果不是您，只需告诉我们即可。',
      confirm: '是我',
      deny: '不是我，请阻止',
    },
  },
  buttons: [
    [
      { label: 'confirm', answers: 'confirm:{confirmationId}' },
      { label: 'deny', answers: 'deny:{confirmationId}' },
    ],
  ],
  protectContent: true,
};

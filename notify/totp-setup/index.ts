import { toBuffer } from 'qrcode';
import type { Template } from '../templates/index.ts';

/** Telegram shrinks pictures; at this size a camera still reads the code. */
const widthPixels = 512;

/** How long the message may stand in the chat, in seconds, however long the set-up itself is good for. */
export const maxShownSeconds = 300;

/**
 * QR and key of an authenticator set-up, for those who set it up on another device. Whoever reads the chat later could
 * make the same codes, so it can't be forwarded and is deleted soon. Its fate unknown, it is not sent again: a second
 * copy would be one that nobody deletes.
 */
export const totpSetup: Template = {
  name: 'totp_setup',
  kind: 'security',
  ttlSeconds: maxShownSeconds,
  onUnknown: 'at_most_once',
  texts: {
    en: {
      body: '<b>Set up your authenticator</b>\n\nScan the picture with the authenticator app, or type this key:\n<code>{groupedKey}</code>\n\nThen type the six digits it shows in the Atlas app. {messenger, select, telegram {This message disappears once you have, or after {minutes, plural, one {# minute} other {# minutes}}.} other {Then delete this message: it can’t be taken back from here.}} Show it to nobody.',
      copy: 'Copy the key',
    },
    ru: {
      body: '<b>Настройка приложения для кодов</b>\n\nОтсканируйте картинку приложением для кодов или введите этот ключ:\n<code>{groupedKey}</code>\n\nЗатем введите шесть цифр из него в приложении Atlas. {messenger, select, telegram {После этого или через {minutes, plural, one {# минуту} few {# минуты} other {# минут}} сообщение исчезнет.} other {После этого удалите сообщение: убрать его отсюда мы не можем.}} Никому его не показывайте.',
      copy: 'Скопировать ключ',
    },
    zh: {
      body: '<b>设置身份验证器</b>\n\n请用身份验证器应用扫描图片，或输入此密钥：\n<code>{groupedKey}</code>\n\n然后在 Atlas 应用中输入它显示的六位数字。{messenger, select, telegram {完成后或 {minutes} 分钟后，本消息会自动消失。} other {完成后请自行删除本消息：我们无法将其撤回。}}请勿向任何人展示。',
      copy: '复制密钥',
    },
  },
  buttons: [[{ label: 'copy', copies: 'key' }]],
  protectContent: true,
  picture: ({ otpauthUri }) =>
    toBuffer(String(otpauthUri), { type: 'png', width: widthPixels, margin: 4, errorCorrectionLevel: 'M' }),
};

/** `JBSW Y3DP …`: as it is easiest to type. */
export const groupKey = (key: string): string => key.match(/.{1,4}/g)?.join(' ') ?? key;

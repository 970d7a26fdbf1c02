import type { ChatMessage, WechatMessage, WhatsappMessage } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import type { PersonRef } from './someone.ts';

/** What the tools and the stories look at in a chat. */
export type Said = {
  id: string;
  from: 'bot' | 'user';
  photo?: string | undefined;
  /** What its button into the app says. */
  appButton?: string | undefined;
};

const ofTelegram = ({ messageId, from, photo, replyMarkup }: ChatMessage): Said => ({
  id: String(messageId),
  from,
  photo,
  appButton: replyMarkup?.inline_keyboard.flat().findLast(({ web_app: app }) => app)?.text,
});
const ofWhatsapp = ({ messageId, from, photo, link }: WhatsappMessage): Said => ({
  id: messageId,
  from,
  photo,
  appButton: link?.title,
});

/** What the newest link in a text says. */
const linkIn = (text = ''): string | undefined =>
  [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('a[href]')].at(-1)?.textContent ??
  undefined;

const ofWechat = ({ messageId, from, text, photo, link }: WechatMessage): Said => ({
  id: messageId,
  from: from === 'user' ? 'user' : 'bot',
  photo,
  appButton: link?.title ?? linkIn(text),
});

/** Somebody's chat in their messenger, oldest first. */
export const chatOf = async ({ messenger, id }: PersonRef): Promise<Said[]> => {
  if (messenger === 'telegram') return (await control.messages(Number(id))).map(ofTelegram);
  if (messenger === 'whatsapp') return (await control.whatsapp.messages(id)).map(ofWhatsapp);
  return (await control.wechat.messages(id)).map(ofWechat);
};

/** Writes to the business as they would. */
export const writeAs = async ({ messenger, id }: PersonRef, text: string): Promise<void> => {
  if (messenger === 'telegram') await control.say(Number(id), text);
  else await control[messenger].say(id, text);
};

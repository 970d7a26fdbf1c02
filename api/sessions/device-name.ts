import type { Messenger } from '@atlas/shared/wire';
import bowser from 'bowser';
import { LRUCache } from 'lru-cache';

const messengerNames: Readonly<Record<Messenger, string>> = {
  telegram: 'Telegram',
  whatsapp: 'WhatsApp',
  wechat: 'WeChat',
};

const systems = new LRUCache<string, string>({ max: 5000 });

const systemOf = (userAgent: string): string => {
  const known = systems.get(userAgent);
  if (known !== undefined) return known;
  const { name = '' } = userAgent ? bowser.parse(userAgent).os : {};
  systems.set(userAgent, name);
  return name;
};

/** Words by which a person knows the session that they have by writing to a bot: "Telegram chat". */
export const chatName = (messenger: Messenger): string => `${messengerNames[messenger]} chat`;

/** Words by which a person knows a device: "Telegram on Android". Only the family, never a version. */
export const deviceName = (messenger: Messenger, userAgent: string): string => {
  const system = systemOf(userAgent);
  return system ? `${messengerNames[messenger]} on ${system}` : messengerNames[messenger];
};

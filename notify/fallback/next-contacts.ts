import { traceIdOf } from '@atlas/shared/trace';
import type { Chat, LaneOf, Target } from '../consumer/index.ts';
import type { Contact, ContactAddress } from '../contacts/index.ts';
import { canSay, type Params, type Template } from '../templates/index.ts';
import type { StuckDelivery } from './queries.ts';

/** Ways to reach a person, in the order they are tried. One that stands nowhere here is tried by nobody. */
const chain = ['telegram', 'whatsapp', 'wechat', 'sms', 'email'];

const placeOf = (channel: string): number => chain.indexOf(channel);

const messengers: readonly string[] = ['telegram', 'whatsapp', 'wechat'];

/** The person's chats in other messengers that are there, the best first; none for what went beyond messengers already. */
export const nextChats = (
  { channel, told }: Pick<StuckDelivery, 'channel' | 'told'>,
  chats: readonly Chat[],
  laneOf: LaneOf,
): Chat[] =>
  messengers.includes(channel)
    ? chats
        .filter(({ removedIn, isBlocked }) => removedIn === null && !isBlocked)
        .filter((chat) => laneOf(chat.channel, chat.appScope) !== undefined)
        .filter((chat) => !told.includes(`${chat.channel} ${chat.address}`))
    : [];

/**
 * The WhatsApp chat that a code for a number may go to, where whoever made the code named one. No other chat is ever sent
 * a code: it may be the very one that the person is signing in from.
 */
export const nextCodeChat = (
  { channel, told }: Pick<StuckDelivery, 'channel' | 'told'>,
  { whatsappUserId, whatsappScope }: Params,
  laneOf: LaneOf,
): Target[] => {
  const lane = laneOf('whatsapp', String(whatsappScope));
  const isOpen = channel === 'sms' && lane !== undefined && typeof whatsappUserId === 'string';
  if (!isOpen || told.includes(`whatsapp ${whatsappUserId}`)) return [];
  return [{ channel: 'whatsapp', lane, chatId: whatsappUserId }];
};

/**
 * The verified numbers and addresses a message may still go to, the next one first. Verified: confirmed before the message
 * was written, not by the request that caused it, and not taken off since.
 */
export const nextContacts = (
  { channel, traceparent, createdAt, told }: StuckDelivery,
  template: Template,
  contacts: readonly Contact[],
  contactAddress: (address: string) => ContactAddress,
): Contact[] =>
  contacts
    .filter((contact) => contact.removedIn === null && contact.addedIn !== traceIdOf(traceparent))
    .filter((contact) => contact.addedAt <= createdAt && placeOf(contact.channel) >= placeOf(channel))
    .filter((contact) => canSay(template, contact.channel))
    .filter((contact) => !told.includes(`${contact.channel} ${contactAddress(contact.address).hash}`))
    .sort((a, b) => placeOf(a.channel) - placeOf(b.channel));

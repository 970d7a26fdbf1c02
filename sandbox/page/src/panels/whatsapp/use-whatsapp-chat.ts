import { useEffect, useState } from 'react';
import type { WhatsappBusiness, WhatsappChange, WhatsappMessage } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { useMessages } from '../../phone/use-messages.ts';
import { useExpiry } from '../../settings/use-expiry.ts';
import { useText } from '../../text/use-text.tsx';

/** WhatsApp shows "typing" until a message comes, and for 25 s at the most. */
const typingMs = 25_000;

/** The business reads in order: what it has read, and all before it. */
const markRead = (messages: readonly WhatsappMessage[], messageId: string): readonly WhatsappMessage[] => {
  const readTo = messages.findIndex((message) => message.messageId === messageId);
  return messages.map((message, index) =>
    message.from === 'user' && index <= readTo ? { ...message, status: 'read' } : message,
  );
};

const apply = (messages: readonly WhatsappMessage[], change: WhatsappChange): readonly WhatsappMessage[] => {
  if (change.change === 'read') return markRead(messages, change.messageId);
  if (change.change !== 'message') return messages;
  const { message } = change;
  return [...messages.filter(({ messageId }) => messageId !== message.messageId), message];
};

/** Who is at the other end; undefined until it is known. */
const useBusiness = (): WhatsappBusiness | undefined => {
  const [business, setBusiness] = useState<WhatsappBusiness>();
  useEffect(() => void control.whatsapp.business().then(setBusiness, () => undefined), []);
  return business;
};

/** What arrives while somebody looks is read, and its sender is told so. */
const useReading = (personId: string, messages: readonly WhatsappMessage[]) => {
  const isUnread = messages.some(({ from, status }) => from === 'bot' && status === 'delivered');
  const newest = messages.findLast(({ from }) => from === 'bot')?.messageId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newer message is read anew
  useEffect(() => {
    if (isUnread) void control.whatsapp.read(personId).catch(() => undefined);
  }, [personId, isUnread, newest]);
};

/** One person's chat with the business. Key the user of this hook by person. */
export const useWhatsappChat = (personId: string) => {
  const { t } = useText();
  const [typing, setTyping] = useState<number>();
  useExpiry(typing, typingMs, () => setTyping(undefined));
  const chat = useMessages<WhatsappMessage, WhatsappChange>({
    stream: control.whatsapp.streamOf(personId),
    load: () => control.whatsapp.messages(personId),
    apply,
    onChange: (change) => {
      if (change.change === 'typing') setTyping((count = 0) => count + 1);
      else if (change.change === 'message' && change.message.from === 'bot') setTyping(undefined);
    },
    describeTrouble: (reason) => t('notSent', { reason }),
  });
  useReading(personId, chat.messages);
  const { attempt } = chat;
  return {
    ...chat,
    business: useBusiness(),
    typing,
    say: (text: string) => attempt(() => control.whatsapp.say(personId, text)),
    press: (messageId: string, id: string) => attempt(() => control.whatsapp.press(personId, messageId, id)),
    shareContact: (messageId?: string) => attempt(() => control.whatsapp.shareContact(personId, messageId)),
    block: () => attempt(() => control.whatsapp.block(personId)),
    unblock: () => attempt(() => control.whatsapp.unblock(personId)),
  };
};

export type WhatsappChat = ReturnType<typeof useWhatsappChat>;

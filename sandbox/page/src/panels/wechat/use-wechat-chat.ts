import { useEffect, useState } from 'react';
import type { WechatChange, WechatMenuButton, WechatMessage } from '../../../../wire.ts';
import { control } from '../../control/control-client.ts';
import { useMessages } from '../../phone/use-messages.ts';
import { useExpiry } from '../../settings/use-expiry.ts';
import { useText } from '../../text/use-text.tsx';

/** "Typing" is shown until a message comes, and for 15 s at the most. */
const typingMs = 15_000;

const apply = (messages: readonly WechatMessage[], change: WechatChange): readonly WechatMessage[] => {
  if (change.change !== 'message') return messages;
  const { message } = change;
  return [...messages.filter(({ messageId }) => messageId !== message.messageId), message];
};

/** The account at the other end, with the menu below its chat, which may be set while somebody looks. */
const useAccount = (version: unknown) => {
  const [name, setName] = useState('WeChat');
  const [menu, setMenu] = useState<readonly WechatMenuButton[]>([]);
  useEffect(
    () =>
      void control.wechat.account().then(
        (account) => setName(account.name),
        () => undefined,
      ),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when there may be another menu
  useEffect(() => void control.wechat.menu().then(setMenu, () => undefined), [version]);
  return { name, menu };
};

/** One person's chat with the account. Key the user of this hook by person. */
export const useWechatChat = (personId: string) => {
  const { t } = useText();
  const [typing, setTyping] = useState<number>();
  useExpiry(typing, typingMs, () => setTyping(undefined));
  const chat = useMessages<WechatMessage, WechatChange>({
    stream: control.wechat.streamOf(personId),
    load: () => control.wechat.messages(personId),
    apply,
    onChange: (change) => {
      if (change.change === 'typing') setTyping((count = 0) => count + 1);
      else if (change.message.from === 'bot') setTyping(undefined);
    },
    describeTrouble: (reason) => t('notSent', { reason }),
  });
  const { attempt } = chat;
  return {
    ...chat,
    ...useAccount(chat.messages.length),
    typing,
    say: (text: string) => attempt(() => control.wechat.say(personId, text)),
    choose: (messageId: string, id: string) => attempt(() => control.wechat.choose(personId, messageId, id)),
    click: (key: string) => attempt(() => control.wechat.click(personId, key)),
    follow: () => attempt(() => control.wechat.follow(personId)),
    unfollow: () => attempt(() => control.wechat.unfollow(personId)),
    block: () => attempt(() => control.wechat.block(personId)),
    unblock: () => attempt(() => control.wechat.unblock(personId)),
  };
};

export type WechatChat = ReturnType<typeof useWechatChat>;

import type { Changes } from '../control/changes.ts';
import type { EmailStore } from '../email/email-store.ts';
import type { SmsStore } from '../sms/sms-store.ts';
import type { World } from '../telegram/world.ts';
import type { Wechat } from '../wechat/wechat.ts';
import type { Whatsapp } from '../whatsapp/whatsapp.ts';
import type { CodeSent, InboxChange } from '../wire.ts';
import { findCode } from './find-code.ts';

type Deps = {
  sms: SmsStore;
  emails: EmailStore;
  world: World;
  whatsapp: Pick<Whatsapp, 'chatOf'>;
  wechat: Pick<Wechat, 'chatOf'>;
  changes: Changes<InboxChange>;
};

const same = (one: CodeSent, other: CodeSent | undefined) => one.code === other?.code && one.at === other.at;

/**
 * Finds the newest code that was sent to a number, an address or a chat. Who waits gets a code that nobody who asked
 * was given before, where one comes in that time: a resent code is awaited by asking again.
 */
export const createNewestCode = ({ sms, emails, world, whatsapp, wechat, changes }: Deps) => {
  const bySms = (to: string): CodeSent[] =>
    sms
      .list(to)
      .flatMap(({ code, arrivedAt }) => (code && arrivedAt ? [{ code, channel: 'sms', at: arrivedAt }] : []));
  const byEmail = (to: string): CodeSent[] =>
    emails
      .list(to)
      .flatMap(({ code, receivedAt }) => (code ? [{ code, channel: 'email', at: receivedAt }] : []));
  const byChat = (to: string): CodeSent[] =>
    world.messages
      .list(Number(to))
      .filter(({ sender }) => sender === 'bot')
      .flatMap(({ content, date }) => {
        const code = findCode(content.text ?? '');
        return code ? [{ code, channel: 'telegram' as const, at: new Date(date * 1000).toISOString() }] : [];
      })
      .reverse();

  const byWhatsapp = (to: string): CodeSent[] =>
    whatsapp
      .chatOf(to)
      .filter(({ sender }) => sender === 'bot')
      .flatMap(({ content, at }) => {
        const code = content.copyCode?.code ?? findCode(content.text ?? '');
        return code ? [{ code, channel: 'whatsapp' as const, at: new Date(at).toISOString() }] : [];
      });

  const byWechat = (to: string): CodeSent[] =>
    wechat
      .chatOf(to)
      .filter(({ sender }) => sender === 'bot')
      .flatMap(({ content, at }) => {
        const words = [content.text, ...(content.notification?.fields ?? []).map(({ value }) => value)];
        const code = words.map((text) => findCode(text ?? '')).find((found) => found);
        return code ? [{ code, channel: 'wechat' as const, at: new Date(at).toISOString() }] : [];
      });

  const given = new Map<string, CodeSent>();

  const sentTo = (to: string): CodeSent[] => {
    if (to.includes('@')) return byEmail(to);
    if (to.startsWith('+')) return bySms(to);
    if (/^o[\w-]{27}$/.test(to)) return byWechat(to);
    return /^[A-Z]{2}\./.test(to) ? byWhatsapp(to) : byChat(to);
  };

  const newest = (to: string, afterMs: number): CodeSent | undefined => {
    return sentTo(to).find(({ at }) => Date.parse(at) > afterMs);
  };

  const notYetGiven = (to: string, afterMs: number): CodeSent | undefined => {
    const found = newest(to, afterMs);
    return found && same(found, given.get(to)) ? undefined : found;
  };

  /** Waits for one that comes within the time given. */
  const wait = (to: string, afterMs: number, waitMs: number, signal: AbortSignal) =>
    new Promise<CodeSent | undefined>((resolve) => {
      const end = (found?: CodeSent) => {
        clearTimeout(timer);
        clearInterval(poll);
        unwatch();
        resolve(found);
      };
      const look = () => {
        const found = notYetGiven(to, afterMs);
        if (found) end(found);
      };
      const timer = setTimeout(() => end(), waitMs);
      // Chats tell their changes elsewhere.
      const poll = setInterval(look, 100);
      const unwatch = changes.watch(look);
      signal.addEventListener('abort', () => end(), { once: true });
    });

  return async (
    to: string,
    { afterMs, waitMs, signal }: { afterMs: number; waitMs: number; signal: AbortSignal },
  ): Promise<CodeSent | undefined> => {
    const awaited =
      notYetGiven(to, afterMs) ?? (waitMs > 0 ? await wait(to, afterMs, waitMs, signal) : undefined);
    const found = awaited ?? newest(to, afterMs);
    if (found) given.set(to, found);
    return found;
  };
};
export type NewestCode = ReturnType<typeof createNewestCode>;

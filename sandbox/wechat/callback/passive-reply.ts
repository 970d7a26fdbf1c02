import type { Account } from '../account.ts';
import type { Content } from '../messages/messages.ts';
import { isSameText, open, signatureOf } from './crypto.ts';
import { fromXml } from './xml.ts';

/** What an answer means: nothing to show, something, or that the server is out of order. */
export type Reply = { kind: 'none' } | { kind: 'message'; content: Content } | { kind: 'invalid' };

const none: Reply = { kind: 'none' };
const invalid: Reply = { kind: 'invalid' };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const articlesOf = (reply: Record<string, unknown>): Content | null => {
  const [first] = [fieldsOf(reply.Articles).item].flat().map(fieldsOf);
  if (!first || !text(first.Title)) return null;
  return {
    link: { title: text(first.Title), description: text(first.Description), url: text(first.Url) },
  };
};

const contentOf = (
  reply: Record<string, unknown>,
  pictureOf: (mediaId: string) => string | undefined,
): Content | null => {
  switch (reply.MsgType) {
    case 'text':
      return text(reply.Content) ? { text: text(reply.Content) } : null;
    case 'image': {
      const photo = pictureOf(text(fieldsOf(reply.Image).MediaId));
      return photo ? { photo } : null;
    }
    case 'news':
      return articlesOf(reply);
    default:
      return null;
  }
};

/** Opens the envelope of safe mode: its signature covers its own time and nonce. */
const openEnvelope = (body: Record<string, unknown>, account: Account): string | null => {
  const [sealed, time, nonce] = [body.Encrypt, body.TimeStamp, body.Nonce].map(text) as [
    string,
    string,
    string,
  ];
  const expected = signatureOf(account.token, time, nonce, sealed);
  return isSameText(text(body.MsgSignature), expected) ? open(sealed, account) : null;
};

type Deps = { account: Account; pictureOf: (mediaId: string) => string | undefined };

/** Reads what the developer's server answered to a push of the official account. */
export const createReadReply =
  ({ account, pictureOf }: Deps) =>
  (answer: string, { mode, openid }: { mode: 'plain' | 'safe'; openid: string }): Reply => {
    if (answer === '' || answer === 'success') return none;
    const outer = fromXml(answer);
    if (!outer) return invalid;
    const inner = mode === 'plain' ? outer : fromXml(openEnvelope(outer, account) ?? '');
    if (!inner || inner.ToUserName !== openid || inner.FromUserName !== account.originalId) return invalid;
    if (inner.MsgType === 'transfer_customer_service') return none;
    const content = contentOf(inner, pictureOf);
    return content ? { kind: 'message', content } : invalid;
  };
export type ReadReply = ReturnType<typeof createReadReply>;

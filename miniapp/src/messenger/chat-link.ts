/** What a link out of a chat brings. */
export type ChatLink = { messenger: 'whatsapp' | 'wechat'; token: string };

const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** The one-time token of a link out of a chat, and whose chat it is; undefined where there is none. */
export const chatLinkIn = (hash: string): ChatLink | undefined => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const token = fields.get('login') ?? '';
  if (!tokenForm.test(token)) return undefined;
  return { messenger: fields.get('messenger') === 'wechat' ? 'wechat' : 'whatsapp', token };
};

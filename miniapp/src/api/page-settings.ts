export type PageSettings = {
  /** Origin of the API, without a trailing slash. */
  apiUrl: string;
  /** The bot whose proofs this page brings; undefined: the API's default bot. */
  botId: string | undefined;
  /** Where the bot is found from outside its messenger; undefined when nobody said. */
  botLink: string | undefined;
  /** What follows `https://wa.me/` included: opens the chat in WhatsApp; undefined where there is none. */
  whatsappLink: string | undefined;
  /** Whether people are reached in WeChat, too: there is no link that opens a chat there. */
  hasWechat: boolean;
  /** The API's DPoP nonce of the moment the page was served. */
  dpopNonce: string | undefined;
};

/** What whoever serves the page wrote into its `<meta>` elements; `origin` is the page's own. */
export const readPageSettings = (
  metaContent: (name: string) => string | undefined,
  origin: string,
): PageSettings => ({
  apiUrl: (metaContent('atlas-api') || origin).replace(/\/+$/, ''),
  botId: metaContent('atlas-bot-id') || undefined,
  botLink: metaContent('atlas-bot-link') || undefined,
  whatsappLink: metaContent('atlas-whatsapp-link') || undefined,
  hasWechat: metaContent('atlas-wechat') === 'on',
  dpopNonce: metaContent('atlas-dpop-nonce') || undefined,
});

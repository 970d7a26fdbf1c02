import type { Locale, NotificationKind } from '../wire/index.ts';

/**
 * A button under a message. `url` and `webApp` open; `callbackData` (1–64 bytes) comes back to the bot; `copyText`
 * (1–256 characters) goes to the clipboard.
 */
export type InlineButton =
  | { text: string; url: string }
  | { text: string; webAppUrl: string }
  | { text: string; callbackData: string }
  | { text: string; copyText: string };

/** One message to one recipient, already rendered for the channel's own markup. */
export type ChannelMessage = {
  /** Atlas's own id of the delivery, for receipts and correlation. */
  deliveryId: string;
  /** The channel's address: a Telegram chat id, an openid of WeChat, an E.164 number, an e-mail address. */
  address: string;
  /** In the channel's own markup: Telegram's HTML; plain text in SMS and e-mail. Beside a picture, its caption. */
  text: string;
  /** E-mail only. */
  subject?: string;
  /** E-mail only: the same as `text`, for those who look at HTML. */
  html?: string;
  /** WeChat only: what is shown where there is no room for the text. */
  card?: { what: string; about: string };
  /** Why it is written; some providers want another template for each. */
  kind?: NotificationKind;
  /** Language of the text. */
  locale?: Locale;
  /** A PNG above the text; only where the channel can show one. */
  picture?: Uint8Array;
  /** When it is of no use any more; a provider that can is told not to deliver it later. */
  expiresAt?: Date;
  /** Holds a one-time code, which some providers send by a way of their own. */
  isCode?: boolean;
  /** That code. */
  code?: string;
  /** WhatsApp only: the E.164 number of whoever is at the address, where it is known; templates for codes want one. */
  phone?: string;
  /** Rows of buttons. */
  buttons?: readonly (readonly InlineButton[])[];
  protectContent?: boolean;
  silent?: boolean;
  /** W3C trace context of the request that caused this message; sent along as an HTTP header. */
  traceparent: string;
};

/** A provider that was asked before the one that answered, and surely did not take the message. */
export type PassedOver = { provider: string; code: string };

/**
 * What became of one attempt.
 * - `sent`: the provider took it and named it.
 * - `refused`: surely not sent, and trying again can't help; `recipientGone` when the person blocked us.
 * - `retry`: surely not sent, later may work; `afterSeconds` is the provider's own floor, and a try that was answered
 *   with one doesn't count as failed. `scope` tells whether only this chat or the whole lane is held back. The code
 *   `rate_limited` of a whole lane also halves its rate.
 * - `unknown`: it may or may not have been sent (time-out after writing, connection cut).
 *
 * A channel with several providers says which of them answered, and which it passed over.
 */
export type SendOutcome = (
  | { outcome: 'sent'; providerMessageId: string }
  | { outcome: 'refused'; code: string; recipientGone: boolean }
  | { outcome: 'retry'; code: string; afterSeconds?: number; scope: 'chat' | 'lane' }
  | { outcome: 'unknown'; code: string }
) & { provider?: string; passedOver?: readonly PassedOver[] };

/**
 * One way to reach a person. Never throws: whatever happens is an outcome.
 *
 * What a new channel brings:
 * - an adapter of this port, named for the technology, that passes `channelContract` (`channel.contract.ts`) with a
 *   server of its provider's protocol that can be in every `ProviderMood`;
 * - outcomes by this rule: a failure before the request was written, and an answer in the provider's own form that says
 *   "not taken", is `retry` or `refused`; whatever else goes wrong after writing is `unknown`. One that says `retry` too
 *   freely sends codes twice, one that says `unknown` too freely loses them;
 * - the wait that the provider asks for as `afterSeconds`, never slept away inside `send`;
 * - our delivery id handed to the provider wherever its protocol has a place for it (an idempotency key, a callback's
 *   address, a message id), so that receipts can be joined and copies told;
 * - a time limit on every call, and a `close` that ends those under way;
 * - a renderer of its own markup in `notify/render`, and what the channel needs in the texts of templates.
 */
export interface Channel {
  /** `telegram`, `whatsapp`, `wechat`, `sms`, `email`. */
  readonly name: string;
  /** Who is asked, as operators know them: `telegram`, `twilio`, a mail server's host. Of several, who is asked next. */
  readonly provider: string;
  /** The rate lane this channel's sends share, for instance `telegram:7000000001`. */
  readonly lane: string;
  send(message: ChannelMessage): Promise<SendOutcome>;
  /** Takes a sent message back, where the channel can; `sent` also when it was gone already. */
  remove?(message: { address: string; providerMessageId: string; traceparent: string }): Promise<SendOutcome>;
  /** Ends calls under way, whose outcome then is `unknown` or `retry`, and sends no more. */
  close(): Promise<void>;
}

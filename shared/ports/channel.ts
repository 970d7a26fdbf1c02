/** A button under a message. `url` and `webApp` open; `callbackData` (1–64 bytes) comes back to the bot. */
export type InlineButton =
  | { text: string; url: string }
  | { text: string; webAppUrl: string }
  | { text: string; callbackData: string };

/** One message to one recipient, already rendered for the channel's own markup. */
export type ChannelMessage = {
  /** Atlas's own id of the delivery, for receipts and correlation. */
  deliveryId: string;
  /** The channel's address: a Telegram chat id, an E.164 number, an e-mail address. */
  address: string;
  text: string;
  /** Rows of buttons. */
  buttons?: readonly (readonly InlineButton[])[];
  protectContent?: boolean;
  silent?: boolean;
  /** W3C trace context of the request that caused this message; sent along as an HTTP header. */
  traceparent: string;
};

/**
 * What became of one attempt.
 * - `sent`: the provider took it and named it.
 * - `refused`: surely not sent, and trying again can't help; `recipientGone` when the person blocked us.
 * - `retry`: surely not sent, later may work; `afterSeconds` is the provider's own floor. `scope` tells
 *   whether only this chat or the whole lane is held back.
 * - `unknown`: it may or may not have been sent (time-out after writing, connection cut).
 */
export type SendOutcome =
  | { outcome: 'sent'; providerMessageId: string }
  | { outcome: 'refused'; code: string; recipientGone: boolean }
  | { outcome: 'retry'; code: string; afterSeconds?: number; scope: 'chat' | 'lane' }
  | { outcome: 'unknown'; code: string };

/** One way to reach a person. Never throws: whatever happens is an outcome. */
export interface Channel {
  /** `telegram`, `whatsapp`, `wechat`, `sms`, `email`. */
  readonly name: string;
  /** The rate lane this channel's sends share, for instance `telegram:7000000001`. */
  readonly lane: string;
  send(message: ChannelMessage): Promise<SendOutcome>;
  close(): Promise<void>;
}

import type { CallArguments } from './call-arguments.ts';

/** One call of a Bot API method. */
export type Call = {
  /** As the specification spells it: `sendMessage`. */
  method: string;
  args: CallArguments;
  /** W3C trace context that the caller sent along. */
  traceparent: string | undefined;
  /** Aborted when the caller has gone or the sandbox stops. */
  signal: AbortSignal;
};

export type Answer = { result: unknown; description?: string };

/** @throws BotApiError for whatever Telegram would refuse */
export type Method = (call: Call) => Answer | Promise<Answer>;

/** Methods by their names as the specification spells them. */
export type Methods = Readonly<Record<string, Method>>;

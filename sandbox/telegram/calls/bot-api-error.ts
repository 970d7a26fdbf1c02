/** A refusal in Telegram's words: the envelope's `error_code` and `description`. */
export class BotApiError extends Error {
  override name = 'BotApiError';
  readonly code: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: number, description: string, retryAfterSeconds?: number) {
    super(description);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** First letter lowered, unless the words are a server's code (`BUTTON_DATA_INVALID`). */
const lowerFirst = (words: string): string =>
  /^.[A-Z_]/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);

/** 400, written as the Bot API server writes what its library refused. */
export const badRequest = (words: string): BotApiError =>
  new BotApiError(400, `Bad Request: ${lowerFirst(words)}`);

export const forbidden = (words: string): BotApiError =>
  new BotApiError(403, `Forbidden: ${lowerFirst(words)}`);

export const conflict = (words: string): BotApiError => new BotApiError(409, `Conflict: ${words}`);

export const tooManyRequests = (retryAfterSeconds: number): BotApiError =>
  new BotApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, retryAfterSeconds);

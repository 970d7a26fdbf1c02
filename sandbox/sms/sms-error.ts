/** A refusal of an SMS API, written in the form of the API that was called. */
export class SmsError extends Error {
  override name = 'SmsError';
  readonly status: number;
  readonly code: string | number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string | number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

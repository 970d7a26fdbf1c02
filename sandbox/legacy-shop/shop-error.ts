/** A refusal in the old shop's own form: `{"error":{"code":"…"}}`. */
export class ShopError extends Error {
  override name = 'ShopError';
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, retryAfterSeconds?: number) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

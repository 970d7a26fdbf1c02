/** Failures that no answer of the API names. */
export type LocalErrorCode =
  /** The device says it has no connection. */
  | 'offline'
  /** No answer came: a network in between, a time-out, a server that is away. */
  | 'unreachable'
  /** An answer came that isn't in the API's contract. */
  | 'unexpected_answer'
  /** The session ended and the messenger's proof can't open another. */
  | 'session_ended'
  /** The person was asked to prove more, and would not. */
  | 'step_up_cancelled';

type Details = {
  status?: number | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
  confirmationId?: string | undefined;
  attemptsLeft?: number | undefined;
  cause?: unknown;
};

/** A request that failed, by a stable code: the API's own, or one of {@link LocalErrorCode}. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number | undefined;
  /** What support needs to find the request; absent where no answer came. */
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly confirmationId: string | undefined;
  /** Wrong codes or passwords that are still taken. */
  readonly attemptsLeft: number | undefined;

  constructor(code: string, details: Details = {}) {
    const { status, requestId, retryAfterSeconds, confirmationId, attemptsLeft, cause } = details;
    super(code, { cause });
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
    this.confirmationId = confirmationId;
    this.attemptsLeft = attemptsLeft;
  }

  /** Whether nothing was heard, so that nobody knows if the request was done. */
  get isNetworkFailure(): boolean {
    return this.code === 'offline' || this.code === 'unreachable';
  }
}

/** Whatever was thrown, as an ApiError. */
export const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('unexpected_answer', { cause: error });

/** Why a request gets nothing. [RFC 6750, 3.1; RFC 9449, 7.1; RFC 9470, 3] */
export type RefusalError =
  | 'missing_token'
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'temporarily_unavailable';

const statuses = {
  missing_token: 401,
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  insufficient_scope: 403,
  insufficient_user_authentication: 401,
  temporarily_unavailable: 503,
} as const satisfies Record<RefusalError, number>;

/** What the caller has to bring next time; put into the challenge. */
export type Wanted = { scope?: string; acr_values?: string; max_age?: string };

const challengeOf = (error: RefusalError, wanted: Wanted): string => {
  // Who brought nothing is told how, not what was wrong. [RFC 6750, 3.1]
  if (error === 'missing_token') return 'Bearer, DPoP algs="ES256"';
  const scheme = error === 'invalid_dpop_proof' ? 'DPoP algs="ES256", ' : 'Bearer ';
  const parameters = Object.entries({ error, ...wanted }).map(([name, value]) => `${name}="${value}"`);
  return scheme + parameters.join(', ');
};

/** A request refused by its access token. `headers` go with the answer as they are. */
export class AccessTokenRefusal extends Error {
  override name = 'AccessTokenRefusal';
  readonly error: RefusalError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(error: RefusalError, { cause, ...wanted }: Wanted & { cause?: unknown } = {}) {
    super(error, { cause });
    this.error = error;
    this.status = statuses[error];
    this.headers =
      error === 'temporarily_unavailable'
        ? { 'Retry-After': '1' }
        : { 'WWW-Authenticate': challengeOf(error, wanted) };
  }
}

/** The Cloud API's own refusal. Route on `code`; `details` is for logs. [error-codes page] */
export class GraphApiError extends Error {
  override name = 'GraphApiError';
  readonly status: number;
  readonly code: number;
  readonly details: string;

  constructor(
    status: number,
    { code, message, details }: { code: number; message: string; details: string },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** What a refusal means for the same call, made again. */
export type GraphRefusal =
  /** Our token or account is at fault, not this message. */
  | 'unauthorized'
  /** This number sends too much. */
  | 'throughput'
  /** Too much for this one person. */
  | 'pair'
  /** WhatsApp could not do it just now. */
  | 'failing'
  /** The person can't be reached. */
  | 'gone'
  /** More than 24 hours since they wrote. */
  | 'window_closed'
  /** Not to somebody without a phone number. */
  | 'needs_phone'
  /** It will never be taken. */
  | 'rejected';

const meanings: Readonly<Record<number, GraphRefusal>> = {
  0: 'unauthorized',
  4: 'throughput',
  10: 'unauthorized',
  190: 'unauthorized',
  368: 'unauthorized',
  80007: 'throughput',
  130429: 'throughput',
  131000: 'failing',
  131005: 'unauthorized',
  131016: 'failing',
  131026: 'gone',
  131031: 'unauthorized',
  131042: 'unauthorized',
  131047: 'window_closed',
  131048: 'throughput',
  131056: 'pair',
  131057: 'failing',
  131062: 'needs_phone',
  133010: 'unauthorized',
};

/** By its code, of an answer or of a `failed` status; by HTTP status where the code says nothing. */
export const meaningOf = (code: number, status = 400): GraphRefusal => {
  const known = meanings[code];
  if (known) return known;
  if (code >= 200 && code < 300) return 'unauthorized';
  if (status === 429) return 'throughput';
  return status >= 500 ? 'failing' : 'rejected';
};

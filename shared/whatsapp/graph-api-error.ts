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
  /** WhatsApp sends this person no more of the kind just now. */
  | 'capped'
  /** The person wants no marketing. */
  | 'opted_out'
  /** There is no such template in that language, or not yet. */
  | 'template_missing'
  /** WhatsApp paused or disabled the template. */
  | 'template_paused'
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
  131049: 'capped',
  131050: 'opted_out',
  131056: 'pair',
  131057: 'failing',
  131062: 'needs_phone',
  132001: 'template_missing',
  132015: 'template_paused',
  132016: 'template_paused',
  133010: 'unauthorized',
};

/** What a person gets is held to one message in six seconds once a burst is used up; the wait for it grows fourfold. [Pair rate limits] */
const pairPauses = { firstSeconds: 4, factor: 4, longestSeconds: 256 } as const;

/** How long to leave one person alone, in seconds. @param refusals in a row, this one counted in */
export const pairPauseSeconds = (refusals: number): number =>
  Math.min(pairPauses.firstSeconds * pairPauses.factor ** (refusals - 1), pairPauses.longestSeconds);

/** By its code, of an answer or of a `failed` status; by HTTP status where the code says nothing. */
export const meaningOf = (code: number, status = 400): GraphRefusal => {
  const known = meanings[code];
  if (known) return known;
  if (code >= 200 && code < 300) return 'unauthorized';
  if (status === 429) return 'throughput';
  return status >= 500 ? 'failing' : 'rejected';
};

/** WeChat's own refusal: HTTP 200 with an `errcode`. Route on `code`; `details` is for logs. */
export class WechatApiError extends Error {
  override name = 'WechatApiError';
  readonly code: number;
  readonly details: string;

  constructor(code: number, details = '') {
    super(`WeChat errcode ${code}`);
    this.code = code;
    this.details = details;
  }
}

/** An answer that is not WeChat's: a proxy's page, half a body. */
export class WechatAnswerError extends Error {
  override name = 'WechatAnswerError';
}

/** What a refusal means for the same call, made again. */
export type WechatRefusal =
  /** Our app, secret or token is at fault, or the app may not do this. */
  | 'unauthorized'
  /** The app calls too much, or has used up its day. */
  | 'throughput'
  /** Too much for, or from, this one person. */
  | 'pair'
  /** WeChat could not do it just now. */
  | 'failing'
  /** The code of a sign-in or of a phone number is wrong, over, or was used. */
  | 'code_invalid'
  /** WeChat holds this person to be a risk. */
  | 'blocked'
  /** The person can't be reached. */
  | 'gone'
  /** More than 48 hours since they wrote, or as many messages sent as one of theirs allows. */
  | 'window_closed'
  /** No consent to a message of this template is left. */
  | 'no_consent'
  /** It will never be taken. */
  | 'rejected';

const codesOf: Readonly<Record<WechatRefusal, readonly number[]>> = {
  unauthorized: [
    40001, 40002, 40013, 40014, 40125, 40164, 41001, 41002, 41004, 42001, 48001, 48004, 50001, 50002, 61004,
    61024,
  ],
  throughput: [45009, 45010],
  pair: [45011, 45047],
  failing: [-1, 10, 61007],
  code_invalid: [40029, 40163, 41008, 42003],
  blocked: [40226],
  gone: [40003, 43004, 43019, 46004, 48002],
  window_closed: [45015],
  no_consent: [43101],
  rejected: [],
};
const meanings: ReadonlyMap<number, WechatRefusal> = new Map(
  (Object.keys(codesOf) as WechatRefusal[]).flatMap((meaning) =>
    codesOf[meaning].map((code) => [code, meaning] as const),
  ),
);

/** By the code alone: WeChat answers a refusal with HTTP 200. */
export const wechatMeaningOf = (code: number): WechatRefusal => meanings.get(code) ?? 'rejected';

/** An access token that was invalidated, malformed or has run out: another one may be taken. */
export const isTokenRefusal = (error: unknown): boolean =>
  error instanceof WechatApiError && [40001, 40014, 42001].includes(error.code);

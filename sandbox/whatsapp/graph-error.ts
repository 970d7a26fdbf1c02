import { randomBytes } from 'node:crypto';

/** Codes that the Cloud API answers with or puts into a `failed` status, with its own words. [error-codes page] */
const titles = {
  100: 'Invalid parameter',
  130429: 'Rate limit hit',
  131000: 'Something went wrong',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131016: 'Service unavailable',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131047: 'Re-engagement message',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  131062: 'Business-scoped User ID (BSUID) recipients are not supported for this message',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  132012: 'Parameter format does not match format in the created template',
  132015: 'Template is paused',
  132016: 'Template is disabled',
} as const;

export type GraphCode = keyof typeof titles;

const statuses: Partial<Record<GraphCode, number>> = {
  130429: 429,
  131056: 429,
  131000: 500,
  131016: 503,
  132001: 404,
};

type Fields = {
  message: string;
  type: 'OAuthException' | 'GraphMethodException';
  code: number;
  error_subcode?: number;
  error_data?: { messaging_product: 'whatsapp'; details: string };
};

/** A refusal in the Graph API's envelope. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly status: number;
  readonly fields: Fields;

  constructor(status: number, fields: Fields) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
  }

  toBody() {
    return { error: { ...this.fields, fbtrace_id: `A${randomBytes(12).toString('base64url')}` } };
  }
}

/** A refusal by the Cloud API's own code. */
export const refusal = (code: GraphCode, details: string): GraphError =>
  new GraphError(statuses[code] ?? 400, {
    message: `(#${code}) ${titles[code]}`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details },
  });

/** No access token, or not the business's. */
export const unauthorized = (words: string): GraphError =>
  new GraphError(401, { message: words, type: 'OAuthException', code: 190 });

/** There is no such object, or it can't do that. */
export const unsupported = (method: string, id: string): GraphError =>
  new GraphError(400, {
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
  });

/** An entry of `errors` in a `failed` status. */
export const toStatusError = (code: GraphCode, details: string) => ({
  code,
  title: titles[code],
  message: titles[code],
  error_data: { details },
  href: 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/',
});

import { z } from 'zod';
import { parseExactly } from './parse-exactly.ts';
import { WechatAnswerError, WechatApiError } from './wechat-api-error.ts';

/** Of one call: its trace, and when it has no more time. */
export type WechatCall = { traceparent: string; signal: AbortSignal };

type Request = {
  /** `/sns/jscode2session`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  /** JSON, or a form with a file; without one it is a GET. */
  body?: object;
};

export type CallWechat = <T extends z.ZodType>(
  schema: T,
  request: Request,
  scope: WechatCall,
) => Promise<z.output<T>>;

const Refused = z.object({ errcode: z.int(), errmsg: z.string().default('') });

const bodyOf = (body: object | undefined): RequestInit => {
  if (body === undefined) return { method: 'GET' };
  if (body instanceof FormData) return { method: 'POST', body };
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
};

const parse = (text: string, status: number): unknown => {
  try {
    return parseExactly(text);
  } catch (cause) {
    throw new WechatAnswerError(`HTTP ${status} without JSON`, { cause });
  }
};

/**
 * One request to WeChat's API. Addresses hold secrets there, so none is ever in an error. An answer is read as JSON
 * whatever its content type: code2Session says `text/plain`.
 * @throws WechatApiError an `errcode` other than 0: nothing was done
 * @throws WechatAnswerError, or what `fetch` throws
 */
export const createCallWechat =
  ({ apiRoot }: { apiRoot: string }): CallWechat =>
  async (schema, { path, query = {}, body }, { traceparent, signal }) => {
    const { headers, ...init } = bodyOf(body);
    const response = await fetch(`${apiRoot}${path}?${new URLSearchParams(query)}`, {
      ...init,
      headers: { Accept: 'application/json', traceparent, ...headers },
      redirect: 'error',
      signal,
    });
    const answer = parse(await response.text(), response.status);
    const refused = Refused.safeParse(answer);
    if (refused.success && refused.data.errcode !== 0)
      throw new WechatApiError(refused.data.errcode, refused.data.errmsg);
    const read = schema.safeParse(answer);
    if (!response.ok || !read.success)
      throw new WechatAnswerError(`HTTP ${response.status} in another form`, { cause: read.error });
    return read.data;
  };

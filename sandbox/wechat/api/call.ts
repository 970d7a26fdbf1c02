import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { ErrorRequestHandler, Request } from 'express';
import { WechatError } from '../wechat-error.ts';

/** A parameter of the query; empty where there is none. */
export const parameter = (req: Request, name: string): string => {
  const value = req.query[name];
  return typeof value === 'string' ? value : '';
};

/** The JSON of a body, whatever type the client gave it. @throws WechatError 43002, 44002, 47001 */
export const jsonOf = (req: Request): Record<string, unknown> => {
  if (req.method !== 'POST') throw new WechatError(43002);
  const text = Buffer.isBuffer(req.body) ? req.body.toString() : '';
  if (text === '') throw new WechatError(44002);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new WechatError(47001);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new WechatError(47001);
  return parsed as Record<string, unknown>;
};

/** A field's text; empty where it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Refusals are HTTP 200, with a code in the body. */
export const writeWechatError =
  ({ clock, logger }: { clock: Clock; logger: Logger }): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    let known = error instanceof WechatError ? error : undefined;
    const { status } = error as { status?: unknown };
    if (!known && (status === 400 || status === 413)) known = new WechatError(47001);
    if (!known) {
      logger.error({ error }, 'WeChat API call failed');
      known = new WechatError(-1);
    }
    res.status(200).json(known.toBody(clock().getTime()));
  };

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AtlasError } from '@atlas/shared/errors';
import type { Request, Response } from 'express';
import { Agent, errors, request } from 'undici';
import type { RequestContext } from '../http/index.ts';
import { answerHeaders, requestHeaders } from './passed-headers.ts';

export type Forward = {
  /**
   * Sends the request on and streams the answer back.
   * @throws AtlasError `upstream_unavailable`, `upstream_timeout`, `body_too_large`; TokenNotTaken before anything was
   *   answered.
   */
  send(exchange: {
    req: Request;
    res: Response;
    url: string;
    token: string;
    dependency: string;
  }): Promise<void>;
  close(): Promise<void>;
};

/** The service behind the gateway said that the access token is none. */
export class TokenNotTaken extends Error {
  override name = 'TokenNotTaken';
}

const maxBodyBytes = 1024 * 1024;
const timeouts = { connectMs: 3000, headersMs: 15_000, bodyMs: 30_000 };

const hasBody = ({ method, headers }: Request): boolean =>
  method !== 'GET' &&
  method !== 'HEAD' &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);

async function* limited(req: Request): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new AtlasError('body_too_large');
    yield chunk;
  }
}

const timedOut = [errors.HeadersTimeoutError, errors.BodyTimeoutError, errors.ConnectTimeoutError] as const;

const toRefusal = (cause: unknown, dependency: string): AtlasError => {
  if (cause instanceof AtlasError) return cause;
  const isLate = timedOut.some((late) => cause instanceof late);
  return new AtlasError(isLate ? 'upstream_timeout' : 'upstream_unavailable', { dependency }, { cause });
};

const isTokenNotTaken = (status: number, challenge: unknown): boolean =>
  status === 401 && String(challenge).includes('error="invalid_token"');

/** A reverse proxy of one kind of request: streams both ways, nothing decoded, nothing kept. */
export const createForward = ({ headersTimeoutMs = timeouts.headersMs } = {}): Forward => {
  const dispatcher = new Agent({
    connect: { timeout: timeouts.connectMs },
    headersTimeout: headersTimeoutMs,
    bodyTimeout: timeouts.bodyMs,
  });

  return {
    send: async ({ req, res, url, token, dependency }) => {
      if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) throw new AtlasError('body_too_large');
      const { traceparent, requestId } = res.locals.context as RequestContext;
      const gone = new AbortController();
      // A caller who has hung up needs no answer.
      res.once('close', () => gone.abort());
      const answer = await request(url, {
        dispatcher,
        method: req.method as 'GET',
        headers: {
          ...requestHeaders(req.headers),
          authorization: `Bearer ${token}`,
          traceparent,
          'x-request-id': requestId,
        },
        body: hasBody(req) ? Readable.from(limited(req)) : null,
        signal: gone.signal,
      }).catch((cause) => {
        throw toRefusal(cause, dependency);
      });
      if (isTokenNotTaken(answer.statusCode, answer.headers['www-authenticate'])) {
        await answer.body.dump();
        throw new TokenNotTaken();
      }
      res.status(answer.statusCode).set('Cache-Control', 'no-store').set(answerHeaders(answer.headers));
      await pipeline(answer.body, res).catch((cause) => {
        // What was begun can't be taken back: the connection ends, and the caller sees an answer cut short.
        if (!gone.signal.aborted) throw toRefusal(cause, dependency);
      });
    },
    close: () => dispatcher.destroy(),
  };
};

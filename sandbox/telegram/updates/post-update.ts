import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Webhook } from './webhook-settings.ts';

/** What came back from the bot's webhook; `failure` is what `getWebhookInfo` will show. */
export type PostOutcome =
  | { ok: true; reply: string }
  | { ok: false; failure: string; status?: number; retryAfterSeconds: number };

const responseTimeoutMs = 60_000;
const maxReplyBytes = 1024 * 1024;
const maxRetryAfterSeconds = 3600;

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
};

/**
 * Posts updates the way Telegram's servers do: JSON, kept-alive connections, no redirect followed, a minute's
 * patience. Never rejects.
 */
export const createPostUpdate = () => {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 100 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 100 }),
  };
  const post = (webhook: Webhook, update: object, signal: AbortSignal): Promise<PostOutcome> =>
    new Promise((resolve) => {
      const url = new URL(/^https?:\/\//i.test(webhook.url) ? webhook.url : `https://${webhook.url}`);
      const body = JSON.stringify(update);
      const isPlain = url.protocol === 'http:';
      const fail = (failure: string, more: { status?: number; retryAfterSeconds?: number } = {}) =>
        resolve({ ok: false, failure, retryAfterSeconds: 0, ...more });
      const call = (isPlain ? httpRequest : httpsRequest)(
        url,
        {
          method: 'POST',
          agent: isPlain ? agents.http : agents.https,
          signal,
          // The address that was checked when the webhook was set, whatever the name means now.
          lookup: (_host, options, callback) =>
            options.all
              ? callback(null, [{ address: webhook.ipAddress, family: 4 }])
              : callback(null, webhook.ipAddress, 4),
          headers: {
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(body),
            'Accept-Encoding': 'identity',
            ...(webhook.secretToken ? { 'X-Telegram-Bot-Api-Secret-Token': webhook.secretToken } : {}),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size <= maxReplyBytes) chunks.push(chunk);
          });
          response.on('error', () => fail('Connection closed'));
          response.on('end', () => {
            const { statusCode = 0, statusMessage = '' } = response;
            if (statusCode >= 200 && statusCode <= 299)
              return resolve({ ok: true, reply: Buffer.concat(chunks).toString() });
            const retryAfter = Number(/^\d+$/.exec(response.headers['retry-after'] ?? '')?.[0] ?? 0);
            fail(`Wrong response from the webhook: ${statusCode} ${statusMessage}`, {
              status: statusCode,
              retryAfterSeconds: Math.min(retryAfter, maxRetryAfterSeconds),
            });
          });
        },
      );
      call.setTimeout(responseTimeoutMs, () =>
        call.destroy(Object.assign(new Error('late'), { code: 'LATE' })),
      );
      call.on('error', (error: NodeJS.ErrnoException) =>
        fail(
          error.code === 'LATE'
            ? 'Read timeout expired'
            : (failures[error.code ?? ''] ?? 'Connection closed'),
        ),
      );
      call.end(body);
    });
  return {
    post,
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
};

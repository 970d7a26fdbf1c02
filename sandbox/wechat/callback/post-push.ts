import type { Clock } from '@atlas/shared/ports';
import type { WechatCallback } from '../../wire.ts';
import type { Account } from '../account.ts';
import { seal, signatureOf } from './crypto.ts';
import { type Format, writeBody } from './push-body.ts';
import type { Push } from './pushes.ts';
import { signedQuery, withQuery } from './subscription.ts';
import { toXml } from './xml.ts';

type Deps = { account: Account; clock: Clock; openidOf: (person: number) => string };

const maxAnswerLength = 100_000;

const envelopeOf = (originalId: string, sealed: string, format: Format): string =>
  format === 'json'
    ? JSON.stringify({ ToUserName: originalId, Encrypt: sealed })
    : toXml({ ToUserName: originalId, Encrypt: sealed });

/** Posts one push; what the server answered with 200, or undefined for anything else. Never rejects. */
export const createPostPush =
  ({ account, clock, openidOf }: Deps) =>
  async (
    { url, mode, format: wanted }: WechatCallback,
    { body, person }: Push,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const format: Format = body.surface === 'mini-program' ? wanted : 'xml';
    const query = signedQuery(account.token, clock().getTime());
    const sealed = mode === 'safe' ? seal(writeBody(body, format), account) : null;
    const address = withQuery(url, {
      ...query,
      openid: openidOf(person),
      ...(sealed === null
        ? {}
        : {
            encrypt_type: 'aes',
            msg_signature: signatureOf(account.token, query.timestamp, query.nonce, sealed),
          }),
    });
    const answer = fetch(address, {
      method: 'POST',
      redirect: 'error',
      body: sealed === null ? writeBody(body, format) : envelopeOf(account.originalId, sealed, format),
      headers: {
        'Content-Type': format === 'json' ? 'application/json' : 'text/xml',
        'User-Agent': 'Mozilla/4.0',
      },
      signal,
    });
    return answer
      .then(async (response) => {
        const text = await response.text();
        return response.status === 200 && text.length <= maxAnswerLength ? text.trim() : undefined;
      })
      .catch(() => undefined);
  };

import { constants, createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Business } from '../business.ts';
import { signatureOf } from '../webhook/post-notifications.ts';

const timeoutMs = 10_000;
const tagBytes = 16;

/** What a phone says to a Flow's endpoint. */
export type FlowRequest = {
  version: string;
  action: 'ping' | 'INIT' | 'BACK' | 'data_exchange';
  screen?: string;
  data?: Record<string, unknown>;
  flow_token?: string;
};
/** `answer` is what was sealed for the phone; null where it can't be opened or nothing was sealed. */
export type Exchanged = { status: number; answer: unknown };

const flipped = (iv: Buffer): Buffer => Buffer.from(iv.map((byte) => byte ^ 0xff));

const open = (sealed: string, key: Buffer, iv: Buffer): unknown => {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-128-gcm', key, flipped(iv));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const text = Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
  return JSON.parse(text.toString('utf8'));
};

/**
 * Speaks to a Flow's endpoint as WhatsApp does: a fresh AES key sealed to the business's RSA key, an answer under the
 * inverted IV, the body signed with the app secret. [Implementing Endpoint for Flows]
 */
export const createExchange =
  ({ business, stopping }: { business: Business; stopping: AbortSignal }) =>
  async (endpointUri: string, publicKey: string, request: FlowRequest): Promise<Exchanged> => {
    const [key, iv] = [randomBytes(16), randomBytes(16)];
    const secret = new TextEncoder().encode(business.appSecret);
    const signature =
      request.flow_token !== undefined && Number(request.version) >= 4
        ? await new SignJWT({ flow_token: request.flow_token })
            .setProtectedHeader({ alg: 'HS256' })
            .sign(secret)
        : undefined;
    const cipher = createCipheriv('aes-128-gcm', key, iv);
    const clear = JSON.stringify({ ...request, ...(signature ? { flow_token_signature: signature } : {}) });
    const sealed = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const body = JSON.stringify({
      encrypted_flow_data: sealed.toString('base64'),
      encrypted_aes_key: publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, key).toString(
        'base64',
      ),
      initial_vector: iv.toString('base64'),
    });
    const response = await fetch(endpointUri, {
      method: 'POST',
      redirect: 'error',
      body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'facebookexternalua',
        'X-Hub-Signature-256': signatureOf(business.appSecret, body),
      },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
    }).catch(() => undefined);
    const text = (await response?.text().catch(() => '')) ?? '';
    try {
      return { status: response?.status ?? 0, answer: open(text, key, iv) };
    } catch {
      return { status: response?.status ?? 0, answer: null };
    }
  };
export type Exchange = ReturnType<typeof createExchange>;

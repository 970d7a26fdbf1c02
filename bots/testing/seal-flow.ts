import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { flowKeyPem } from './flow-key.ts';

const ownKey = createPublicKey(flowKeyPem);

/** A phone's request to a Flow's endpoint, sealed to our key or another, and the way to open the answer. */
export const sealFlow = (request: unknown, { to = ownKey }: { to?: KeyObject } = {}) => {
  const [key, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv('aes-128-gcm', key, iv);
  const data = Buffer.concat([cipher.update(JSON.stringify(request)), cipher.final(), cipher.getAuthTag()]);
  const wrapped = publicEncrypt(
    { key: to, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    key,
  );
  const open = (sealed: string): unknown => {
    const bytes = Buffer.from(sealed, 'base64');
    const flipped = iv.map((byte) => byte ^ 0xff);
    const decipher = createDecipheriv('aes-128-gcm', key, flipped);
    decipher.setAuthTag(bytes.subarray(-16));
    return JSON.parse(`${decipher.update(bytes.subarray(0, -16))}${decipher.final()}`);
  };
  const body = {
    encrypted_flow_data: data.toString('base64'),
    encrypted_aes_key: wrapped.toString('base64'),
    initial_vector: iv.toString('base64'),
  };
  return { body, raw: JSON.stringify(body), open };
};

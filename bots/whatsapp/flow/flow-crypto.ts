import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
} from 'node:crypto';
import { z } from 'zod';

const cipherName = 'aes-128-gcm';
const keyBytes = 16;
const ivBytes = 16;
const tagBytes = 16;

const Sealed = z.looseObject({
  encrypted_flow_data: z.base64(),
  encrypted_aes_key: z.base64(),
  initial_vector: z.base64(),
});

/** What a phone said, and the way to answer that very phone. */
export type OpenedFlowRequest = {
  clear: unknown;
  /** Base64 of the answer under the phone's own key. */
  seal(answer: object): string;
};

/** It was not sealed to our key (any more): the phone has to fetch the new one. Says nothing of which part failed. */
export class FlowNotOpened extends Error {
  override name = 'FlowNotOpened';
}

const open = (privateKey: ReturnType<typeof createPrivateKey>, body: unknown) => {
  const sealed = Sealed.parse(body);
  const bytes = (name: keyof typeof sealed & string) => Buffer.from(String(sealed[name]), 'base64');
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const key = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, bytes('encrypted_aes_key'));
  const iv = bytes('initial_vector');
  const data = bytes('encrypted_flow_data');
  if (key.length !== keyBytes || iv.length !== ivBytes || data.length <= tagBytes)
    throw new RangeError('length');
  const decipher = createDecipheriv(cipherName, key, iv, { authTagLength: tagBytes });
  decipher.setAuthTag(data.subarray(-tagBytes));
  const text = Buffer.concat([decipher.update(data.subarray(0, -tagBytes)), decipher.final()]);
  return { clear: JSON.parse(text.toString('utf8')) as unknown, key, iv };
};

/**
 * Opens what phones send to a Flow's endpoint: an AES key under RSA-OAEP (SHA-256), the request under AES-128-GCM with
 * it; the answer goes back under the same key and the inverted IV. [Implementing Endpoint for Flows]
 *
 * @param privateKeyPem of an RSA key of 2048 bits
 */
export const createFlowCrypto = (privateKeyPem: string) => {
  const privateKey = createPrivateKey(privateKeyPem);
  return {
    publicKeyPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    /** @throws FlowNotOpened */
    open: (body: unknown): OpenedFlowRequest => {
      let opened: ReturnType<typeof open>;
      try {
        opened = open(privateKey, body);
      } catch (cause) {
        throw new FlowNotOpened('not sealed to our key', { cause });
      }
      const { clear, key, iv } = opened;
      return {
        clear,
        seal: (answer) => {
          const flipped = Buffer.from(iv.map((byte) => byte ^ 0xff));
          const cipher = createCipheriv(cipherName, key, flipped, { authTagLength: tagBytes });
          const text = JSON.stringify(answer);
          const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
          return Buffer.concat(sealed).toString('base64');
        },
      };
    },
  };
};
export type FlowCrypto = ReturnType<typeof createFlowCrypto>;

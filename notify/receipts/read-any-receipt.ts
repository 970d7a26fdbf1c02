import { AtlasError } from '@atlas/shared/errors';
import type { ReadReceipt } from './gateway-receipts.ts';

const isUnsigned = (error: unknown): boolean =>
  error instanceof AtlasError && error.code === 'webhook_unauthorized';

/**
 * Receipts of several providers at one address: whose signature is good, has it. @throws AtlasError
 * `webhook_unauthorized` when nobody's is.
 */
export const createReadAnyReceipt =
  (readers: readonly ReadReceipt[]): ReadReceipt =>
  (call) => {
    for (const read of readers) {
      try {
        return read(call);
      } catch (error) {
        if (!isUnsigned(error)) throw error;
      }
    }
    throw new AtlasError('webhook_unauthorized');
  };

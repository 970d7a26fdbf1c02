import { hkdfSync } from 'node:crypto';
import { createVault, type Vault } from '@atlas/shared/sealing';

/**
 * Seals what people wrote for as long as it is kept: minutes. The key is made of the secret that the bots have anyway;
 * when that is changed, what waits is lost, and people say it again. [RFC 5869]
 */
export const createAtRest = (clientSecret: string): Vault =>
  createVault([Buffer.from(hkdfSync('sha256', clientSecret, '', 'atlas.bots.at-rest', 32))]);

const stringify = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key, plain: unknown) {
    const original = this[key];
    return original instanceof Date ? { $date: original.getTime() } : plain;
  });
const parse = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) => {
    const date = (value as { $date?: unknown } | null)?.$date;
    return typeof date === 'number' ? new Date(date) : value;
  });

/** One column, whose rows are sealed by their ids. */
export type SealedColumn<T> = {
  /** Dates stay dates. */
  seal(value: T, rowId: string | number): string;
  /** What was written before it was sealed is as it is. @throws VaultError */
  open(stored: unknown, rowId: string | number): T;
};

export const createSealedColumn = <T>(
  vault: Vault,
  { table, column }: { table: string; column: string },
): SealedColumn<T> => {
  const place = (rowId: string | number) => ({ table, column, rowId: String(rowId) });
  return {
    seal: (value, rowId) => vault.seal(Buffer.from(stringify(value)), place(rowId)),
    open: (stored, rowId) =>
      (typeof stored === 'string' ? parse(vault.open(stored, place(rowId)).toString()) : stored) as T,
  };
};

import { createHmac, randomInt } from 'node:crypto';
import type { Vault } from '@atlas/shared/sealing';

const form = /^\d{12}$/;

/** Twelve digits in groups of four: easy to type in any language, from a text message too. */
export const newObjectionCode = (): string =>
  Array.from({ length: 3 }, () => String(randomInt(10_000)).padStart(4, '0')).join(' ');

/** How codes rest in the database; null for what can't be one. */
export const createHashObjection = (vault: Vault) => {
  const key = vault.deriveKey('shop-link.objection');
  return (typed: string): Buffer | null => {
    const digits = typed.replace(/[\s-]/g, '');
    return form.test(digits) ? createHmac('sha256', key).update(digits).digest() : null;
  };
};
export type HashObjection = ReturnType<typeof createHashObjection>;

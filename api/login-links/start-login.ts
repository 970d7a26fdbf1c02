import { randomBytes } from 'node:crypto';
import type { Clock, Database } from '@atlas/shared/ports';
import type { LoginStart } from '@atlas/shared/wire';
import { hashSecret } from './create-login-link.ts';
import { loginLinkPolicy } from './policy.ts';
import { insertLoginStart } from './queries.ts';

/** No letter that is taken for a digit. [Crockford's base 32] */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 16;

const newCode = (): string => [...randomBytes(codeLength)].map((byte) => alphabet[byte % 32]).join('');

export type StartLogin = (jkt: string) => Promise<LoginStart>;

/** Begins a sign-in in a browser: whoever sends the code in the chat gets a link that only this browser's key can use. */
export const createStartLogin =
  ({ database, clock }: { database: Database; clock: Clock }): StartLogin =>
  async (jkt) => {
    const startCode = newCode();
    const now = clock();
    const expiresAt = new Date(now.getTime() + loginLinkPolicy.start * 1000);
    await insertLoginStart(database, { codeHash: hashSecret(startCode), jkt, now, expiresAt });
    return { startCode, expiresAt: expiresAt.toISOString() };
  };

import type { Clock, Database } from '@atlas/shared/ports';
import type { LoginStart } from '@atlas/shared/wire';
import { newBase32Code } from '../codes/index.ts';
import { hashSecret } from './create-login-link.ts';
import { loginLinkPolicy } from './policy.ts';
import { insertLoginStart } from './queries.ts';

const codeLength = 16;

export type StartLogin = (jkt: string) => Promise<LoginStart>;

/** Begins a sign-in in a browser: whoever sends the code in the chat gets a link that only this browser's key can use. */
export const createStartLogin =
  ({ database, clock }: { database: Database; clock: Clock }): StartLogin =>
  async (jkt) => {
    const startCode = newBase32Code(codeLength);
    const now = clock();
    const expiresAt = new Date(now.getTime() + loginLinkPolicy.start * 1000);
    await insertLoginStart(database, { codeHash: hashSecret(startCode), jkt, now, expiresAt });
    return { startCode, expiresAt: expiresAt.toISOString() };
  };

import { createCallTogether } from '@atlas/shared/look-up';
import { type Database, isDatabaseAway } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { signInMany } from './sign-in-many-query.ts';
import { type SignInRow, type SignInValues, signIn } from './sign-in-query.ts';

export type SignIns = (values: SignInValues) => Promise<SignInRow>;

/**
 * Sign-ins that arrive while others are at the database go there together, in one transaction: a busy process pays
 * for one round trip and one commit instead of one each, and an idle one waits for nothing. What the common path does
 * not take goes alone. (docs/adr/0008)
 */
export const createSignIns = (
  { database, logger }: { database: Database; logger: Logger },
  options?: { atOnce?: number },
): SignIns => {
  const alone: SignIns = (values) => signIn(database, values);
  const ask = createCallTogether<SignInValues, SignInRow>(
    {
      alone,
      together: async (many) => {
        const results: SignInRow[] = [];
        for (const { n, ...row } of await signInMany(database, many))
          results[n] = { ...row, outcome: 'opened', sessionId: null };
        return results;
      },
      isForAll: isDatabaseAway,
      onFailure: (error) => logger.warn({ error }, 'sign-ins could not share a transaction'),
    },
    { most: 32, ...options },
  );
  // Whether an old proof's key is known is a question for the whole function.
  return (values) => (values.needsKnownKey ? alone(values) : ask(values));
};

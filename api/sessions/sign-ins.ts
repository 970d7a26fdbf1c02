import { AtlasError } from '@atlas/shared/errors';
import { createSendTogether } from '@atlas/shared/look-up';
import type { Database } from '@atlas/shared/ports';
import { signInMany } from './sign-in-many-query.ts';
import { type SignInRow, type SignInValues, signIn } from './sign-in-query.ts';

export type SignIns = (values: SignInValues) => Promise<SignInRow>;

type Waiting = {
  values: SignInValues;
  resolve: (row: SignInRow | Promise<SignInRow>) => void;
  reject: (error: unknown) => void;
};

const openedAnew = { outcome: 'opened', sessionId: null } as const;

/**
 * Sign-ins that arrive while others are at the database go there together, in one transaction: a busy process pays
 * for one round trip and one commit instead of one each, and an idle one waits for nothing. What the common path does
 * not take, and all of a transaction that failed for one of them, is tried one by one. (docs/adr/0008)
 */
export const createSignIns = (database: Database, options?: { atOnce?: number; most?: number }): SignIns => {
  const together = async (batch: readonly Waiting[]): Promise<void> => {
    const rows = await signInMany(
      database,
      batch.map(({ values }) => values),
    ).catch((error: unknown) => {
      if (error instanceof AtlasError) throw error; // the database is away, for each of them
      return [];
    });
    const signedIn = new Map(rows.map(({ n, ...row }) => [n, row]));
    for (const [n, { values, resolve }] of batch.entries()) {
      const row = signedIn.get(n);
      resolve(row ? { ...openedAnew, ...row } : signIn(database, values));
    }
  };

  const ask = createSendTogether<Waiting>(
    async (batch) => {
      const [first] = batch;
      try {
        if (first && batch.length === 1) first.resolve(await signIn(database, first.values));
        else await together(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    },
    { most: 32, ...options },
  );

  return (values) => {
    // Whether an old proof's key is known is a question for the whole function.
    if (values.needsKnownKey) return signIn(database, values);
    return new Promise((resolve, reject) => ask({ values, resolve, reject }));
  };
};

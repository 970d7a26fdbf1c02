import { createLookUp } from '@atlas/shared/look-up';
import type { Clock, Database } from '@atlas/shared/ports';
import { type LiveSession, selectLiveSessions } from './queries.ts';

/** The live session behind a token, as it is now; undefined when it ended or is somebody else's. */
export type FindSession = (holder: {
  sessionId: string;
  accountId: string;
}) => Promise<LiveSession | undefined>;

export const createFindSession = ({ database, clock }: { database: Database; clock: Clock }): FindSession => {
  const lookUp = createLookUp((ids) => selectLiveSessions(database, ids, clock()));
  return async ({ sessionId, accountId }) => {
    const session = await lookUp(sessionId);
    return session?.accountId === accountId ? session : undefined;
  };
};

import { createTestClock } from '@atlas/shared/ports';
import { replayCacheContract } from '@atlas/shared/ports/replay-cache.contract';
import { createTestDatabase } from '@atlas/shared/testing';
import { inject } from 'vitest';
import { createDatabaseReplayCache } from './index.ts';

replayCacheContract('PostgreSQL', async () => {
  const database = await createTestDatabase(inject('postgres'));
  const clock = createTestClock();
  const create = () => createDatabaseReplayCache({ database, clock });
  return {
    caches: [create(), create()] as const,
    passSeconds: async (seconds) => clock.advanceSeconds(seconds),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
});

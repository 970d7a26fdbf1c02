import type { Database } from '@atlas/shared/ports';
import { AchievementList } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import type { Holding } from '../personal-data/index.ts';
import { selectAchievements, selectHeldAchievements } from './queries.ts';

/** Told here, erased by gamification itself when it hears of it. */
export const achievementHolding: Holding = {
  name: 'achievements',
  read: selectHeldAchievements,
  erase: async () => [],
};

/** What the account holder earned, and what there still is to earn. */
export const achievementRoutes = ({ database }: { database: Database }): Route[] => [
  defineRoute({
    method: 'get',
    path: '/v1/achievements',
    operationId: 'listAchievements',
    summary: 'What I earned, and what I still can',
    tag: 'Achievements',
    policy: 'session',
    limit: 'byNetwork',
    answer: { status: 200, schema: AchievementList, description: 'Every achievement, earned or locked.' },
    refusals: [],
    handle: async ({ caller }) => {
      const rows = await selectAchievements(database, caller.accountId);
      return { items: rows.map((row) => ({ ...row, earnedAt: row.earnedAt?.toISOString() ?? null })) };
    },
  }),
];

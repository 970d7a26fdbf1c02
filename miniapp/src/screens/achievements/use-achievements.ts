import { AchievementList } from '@atlas/shared/wire';
import { readAnswer } from '../../api/read-answer.ts';
import { useApp } from '../../app-context.ts';
import { type Resource, useResource } from '../../resources/use-resource.ts';

/** What the account holder earned, and what there still is to earn. */
export const useAchievements = (): Resource<AchievementList> => {
  const { connection } = useApp();
  return useResource('achievements', async (options) =>
    readAnswer(AchievementList, await connection.call('GET', '/v1/achievements', options)),
  );
};

import type { Sql } from '@atlas/shared/ports';
import type { AchievementId } from '@atlas/shared/wire';

export type AchievementRow = { id: AchievementId; earnedAt: Date | null; count: number; goal: number };

/** All that can be earned, and how far the account is; from the views that gamification publishes for this. */
export const selectAchievements = (sql: Sql, accountId: string): Promise<AchievementRow[]> =>
  sql.query({
    name: 'select_achievements',
    text: `select p.achievement as id, a.granted_at as "earnedAt", p.goal,
             case when a.granted_at is null then least(coalesce(a.count, 0), p.goal) else p.goal end as count
           from gamification.published_achievements p
           left join gamification.account_achievements a on a.achievement = p.achievement and a.account_id = $1
           order by p.place`,
    values: [accountId],
  });

/** Whatever is kept of an account, of achievements that exist no more as well. */
export const selectHeldAchievements = (sql: Sql, accountId: string) =>
  sql.query({
    text: `select achievement as id, count, granted_at as "earnedAt"
           from gamification.account_achievements where account_id = $1 order by granted_at, achievement`,
    values: [accountId],
  });

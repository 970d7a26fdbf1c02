import type { Database } from '@atlas/shared/ports';
import type { Rule } from './read-rules.ts';

/** Tells readers of the views which achievements there are. What was earned under a rule that is gone stays earned. */
export const publishRules = (database: Database, rules: readonly Rule[]): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.query({ text: `select pg_advisory_xact_lock(hashtextextended('atlas.gamification.rules', 0))` });
    const published = rules.map(({ achievement, times }, place) => ({ achievement, goal: times, place }));
    await tx.query({
      text: `insert into gamification.achievements as a (achievement, goal, place)
             select achievement, goal, place from jsonb_to_recordset($1) as r (achievement text, goal integer, place integer)
             on conflict (achievement) do update set goal = excluded.goal, place = excluded.place
             where (a.goal, a.place) <> (excluded.goal, excluded.place)`,
      values: [JSON.stringify(published)],
    });
    await tx.query({
      text: 'delete from gamification.achievements where achievement <> all ($1)',
      values: [rules.map(({ achievement }) => achievement)],
    });
  });

import type { Sql } from '@atlas/shared/ports';

/** How far one account came towards one achievement in a batch of events. */
export type Step = { account_id: string; achievement: string; amount: number; goal: number };

export const addSteps = (tx: Sql, steps: readonly Step[]) =>
  tx.query({
    name: 'gamification_add_steps',
    text: `insert into gamification.progress as p (account_id, achievement, count)
           select account_id, achievement, amount
           from jsonb_to_recordset($1) as s (account_id uuid, achievement text, amount integer)
           order by account_id, achievement
           on conflict (account_id, achievement) do update set count = p.count + excluded.count
           where p.granted_at is null`,
    values: [JSON.stringify(steps)],
  });

export type Grant = { accountId: string; achievement: string };

/** Grants what has reached its goal and was not granted before: true once for each, whoever asks and how often. */
export const grantReached = (tx: Sql, steps: readonly Step[], now: Date): Promise<Grant[]> =>
  tx.query({
    name: 'gamification_grant_reached',
    text: `update gamification.progress p set granted_at = $2
           from jsonb_to_recordset($1) as s (account_id uuid, achievement text, goal integer)
           where p.account_id = s.account_id and p.achievement = s.achievement
             and p.granted_at is null and p.count >= s.goal
           returning p.account_id as "accountId", p.achievement`,
    values: [JSON.stringify(steps), now],
  });

export const forgetAccounts = (tx: Sql, accountIds: readonly string[]) =>
  tx.query({
    name: 'gamification_forget_accounts',
    text: 'delete from gamification.progress where account_id = any ($1::uuid[])',
    values: [accountIds],
  });

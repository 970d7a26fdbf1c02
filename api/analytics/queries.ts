import type { Sql } from '@atlas/shared/ports';
import type { AnalyticsBucket, Funnel, Registrations } from '@atlas/shared/wire';

type Range = { from: string; to: string };
type Bucketed = Range & { bucket: AnalyticsBucket };

/** Every bucket that the range touches, the empty ones too. `timestamp`, not `timestamptz`: no time zone gets in. */
const buckets = `generate_series(date_trunc($3, $1::date::timestamp), $2::date::timestamp, ('1 ' || $3)::interval) as b (start)`;
const inBucket = `v.day between $1 and $2 and date_trunc($3, v.day::timestamp) = b.start`;

export const selectRegistrations = (
  sql: Sql,
  { from, to, bucket }: Bucketed,
): Promise<Registrations['items']> =>
  sql.query({
    text: `select b.start::date::text as start, coalesce(sum(v.registered), 0)::bigint as registered
           from ${buckets} left join analytics.registrations v on ${inBucket}
           group by b.start order by b.start`,
    values: [from, to, bucket],
  });

export const selectFunnel = (sql: Sql, { from, to, bucket }: Bucketed): Promise<Funnel['items']> => {
  const steps = ['opened', 'registered', 'linked', 'protected', 'purchased'];
  const sums = steps.map((step) => `coalesce(sum(v.${step}), 0)::bigint as ${step}`).join(', ');
  return sql.query({
    text: `select b.start::date::text as start, ${sums} from ${buckets} left join analytics.funnel v on ${inBucket}
           group by b.start order by b.start`,
    values: [from, to, bucket],
  });
};

export type CohortWeek = { cohort: string; people: number; week: number; active: number };

/** Each cohort with every week of it that has begun, up to `weeks` after its own. */
export const selectRetention = (
  sql: Sql,
  { from, to, weeks, today }: Range & { weeks: number; today: Date },
): Promise<CohortWeek[]> =>
  sql.query({
    text: `select c.cohort::text as cohort, c.people, w.week, coalesce(r.active, 0) as active
           from analytics.cohorts c
           cross join lateral generate_series(0, least($3, ($4::date - c.cohort) / 7)) as w (week)
           left join analytics.retention r on r.cohort = c.cohort and r.week = w.week
           where c.cohort between date_trunc('week', $1::date::timestamp)::date and $2::date
           order by c.cohort, w.week`,
    values: [from, to, weeks, today.toISOString().slice(0, 10)],
  });

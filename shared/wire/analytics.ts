import { z } from 'zod';

/** A calendar day of UTC. */
export const Day = z.iso.date().meta({ description: 'Calendar day, UTC.' });

export const AnalyticsBucket = z.enum(['day', 'week', 'month']).meta({ id: 'AnalyticsBucket' });
export type AnalyticsBucket = z.output<typeof AnalyticsBucket>;

/** Which days, both ends among them. */
export const AnalyticsRange = z.strictObject({
  from: Day.optional().meta({ description: 'First day, UTC. 29 days before `to` when absent.' }),
  to: Day.optional().meta({ description: 'Last day, UTC. Today when absent.' }),
});

/** `GET /v1/admin/analytics/registrations` and `/funnel`. */
export const AnalyticsQuery = AnalyticsRange.extend({
  bucket: AnalyticsBucket.default('day').meta({ description: 'Weeks begin on Monday.' }),
});
export type AnalyticsQuery = z.output<typeof AnalyticsQuery>;

const answered = { from: Day, to: Day, timeZone: z.literal('UTC') };

/** Days outside `from` to `to` are counted in no bucket, the first and last one included. */
export const Registrations = z
  .object({
    ...answered,
    bucket: AnalyticsBucket,
    total: z.int(),
    items: z.array(z.object({ start: Day, registered: z.int() })),
  })
  .meta({ id: 'Registrations' });
export type Registrations = z.output<typeof Registrations>;

const funnelCounts = {
  opened: z.int(),
  registered: z.int(),
  linked: z.int(),
  protected: z.int(),
  purchased: z.int(),
};

/** People by when they were first seen; each step counts those who took all steps before it, up to now. */
export const Funnel = z
  .object({
    ...answered,
    bucket: AnalyticsBucket,
    total: z.object(funnelCounts),
    items: z.array(z.object({ start: Day, ...funnelCounts })),
  })
  .meta({ id: 'Funnel' });
export type Funnel = z.output<typeof Funnel>;

/** `GET /v1/admin/analytics/retention`: cohorts whose week touches the range. */
export const RetentionQuery = AnalyticsRange.extend({
  bucket: z.literal('week').default('week'),
  weeks: z.coerce
    .number()
    .int()
    .min(1)
    .max(52)
    .default(12)
    .meta({ description: 'How many weeks after its own a cohort is followed.' }),
});
export type RetentionQuery = z.output<typeof RetentionQuery>;

export const Retention = z
  .object({
    ...answered,
    bucket: z.literal('week'),
    items: z.array(
      z.object({
        /** Monday of the week in which they registered. */
        cohort: Day,
        people: z.int(),
        /** Week 0 is the cohort's own. Weeks that have not begun are not there. */
        weeks: z.array(z.object({ week: z.int(), active: z.int(), share: z.number() })),
      }),
    ),
  })
  .meta({ id: 'Retention' });
export type Retention = z.output<typeof Retention>;

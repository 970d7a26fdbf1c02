import type { Clock, Database } from '@atlas/shared/ports';
import { AnalyticsQuery, Funnel, Registrations, Retention, RetentionQuery } from '@atlas/shared/wire';
import { defineRoute, type Route } from '../http/index.ts';
import { createReadDays } from './days.ts';
import { type CohortWeek, selectFunnel, selectRegistrations, selectRetention } from './queries.ts';

const common = {
  method: 'get',
  tag: 'Analytics',
  policy: { service: 'analytics:read' },
  limit: 'byNetwork',
  refusals: [],
} as const;

const sumOf = <Field extends string>(items: readonly Record<Field, number>[], field: Field): number =>
  items.reduce((sum, item) => sum + item[field], 0);

const toCohorts = (rows: readonly CohortWeek[]): Retention['items'] =>
  [...Map.groupBy(rows, ({ cohort }) => cohort)].map(([cohort, weeks]) => ({
    cohort,
    people: weeks[0]?.people ?? 0,
    weeks: weeks.map(({ week, active, people }) => {
      return { week, active, share: Math.round((active / people) * 10_000) / 10_000 };
    }),
  }));

/** Figures for administrators, from the views that analytics publishes: counts, never people. */
export const analyticsRoutes = ({ database, clock }: { database: Database; clock: Clock }): Route[] => {
  const readDays = createReadDays({ clock });
  return [
    defineRoute({
      ...common,
      path: '/v1/admin/analytics/registrations',
      operationId: 'getRegistrations',
      summary: 'How many people registered',
      query: AnalyticsQuery,
      answer: { status: 200, schema: Registrations, description: 'By day, week or month.' },
      handle: async ({ query }) => {
        const days = readDays(query);
        const items = await selectRegistrations(database, { ...days, bucket: query.bucket });
        return { ...days, bucket: query.bucket, total: sumOf(items, 'registered'), items };
      },
    }),
    defineRoute({
      ...common,
      path: '/v1/admin/analytics/funnel',
      operationId: 'getFunnel',
      summary: 'How far people get, from the first contact to the first purchase',
      query: AnalyticsQuery,
      answer: { status: 200, schema: Funnel, description: 'By day, week or month of the first contact.' },
      handle: async ({ query }) => {
        const days = readDays(query);
        const items = await selectFunnel(database, { ...days, bucket: query.bucket });
        const total = {
          opened: sumOf(items, 'opened'),
          registered: sumOf(items, 'registered'),
          linked: sumOf(items, 'linked'),
          protected: sumOf(items, 'protected'),
          purchased: sumOf(items, 'purchased'),
        };
        return { ...days, bucket: query.bucket, total, items };
      },
    }),
    defineRoute({
      ...common,
      path: '/v1/admin/analytics/retention',
      operationId: 'getRetention',
      summary: 'How many of those who registered in a week come again in later ones',
      query: RetentionQuery,
      answer: { status: 200, schema: Retention, description: 'By week of registration.' },
      handle: async ({ query }) => {
        const days = readDays(query);
        const rows = await selectRetention(database, { ...days, weeks: query.weeks, today: clock() });
        return { ...days, bucket: query.bucket, items: toCohorts(rows) };
      },
    }),
  ];
};

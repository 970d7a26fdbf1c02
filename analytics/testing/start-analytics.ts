import { startListeners } from '@atlas/shared/testing';
import { inject } from 'vitest';
import { createAnalytics } from '../index.ts';

/** analytics as processes have it, on a clone of the database of its own. */
export const startAnalytics = async ({ processes = 1 }: { processes?: number } = {}) => {
  const world = await startListeners({
    postgres: inject('postgres'),
    group: 'analytics',
    create: createAnalytics,
    processes,
  });
  return {
    ...world,
    /** Everything that analytics knows, byte for byte. */
    dump: async () => {
      const rows = await world.database.query<{ line: string }>({
        text: 'select p::text as line from analytics.people p order by p.person',
      });
      return rows.map(({ line }) => line);
    },
    view: (name: 'registrations' | 'funnel' | 'cohorts' | 'retention') =>
      world.database
        .query<Record<string, number>>({
          text: `select to_jsonb(v) as row from analytics.${name} v order by to_jsonb(v)::text`,
        })
        .then((rows) => rows.map(({ row }) => row)),
  };
};

import { join } from 'node:path';
import process from 'node:process';
import type { Migrations } from '@atlas/shared/postgres';
import { startTestCluster } from '@atlas/shared/testing';
import type { TestProject } from 'vitest/node';
import { buildPages } from './all-in-one/pages.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's PostgreSQL; hand it to `createTestDatabase`. */
    postgres: { url: string; template: string };
  }
}

const migrations: Migrations[] = ['api', 'notify', 'bots', 'analytics', 'gamification'].map((component) => ({
  component,
  directory: join(import.meta.dirname, component, 'migrations'),
}));

export default async (project: TestProject) => {
  // Workers, and every Atlas that a test starts, compile what another has compiled only once.
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node');
  // Once and first: every Atlas that a test starts finds the pages as they are.
  await buildPages();
  const cluster = await startTestCluster(migrations, process.env.DATABASE_URL);
  project.provide('postgres', { url: cluster.url, template: cluster.template });
  return () => cluster.stop();
};

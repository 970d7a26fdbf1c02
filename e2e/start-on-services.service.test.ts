import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';
import { createFolder, freePort, spawnAtlas, startAtlas } from './atlas-process.ts';
import { createDesk, signIn } from './desk.ts';

const args = ['--services'];

describe('npm start -- --services', () => {
  it('names every engine that the environment lacks, and where they come from', async () => {
    await using folder = await createFolder();
    await using atlas = spawnAtlas({ folder: folder.path, port: await freePort(), args });
    expect(await atlas.exited).toBe(78);
    for (const key of ['DATABASE_URL', 'REDIS_URL', 'KAFKA_BROKERS'])
      expect(atlas.output()).toMatch(new RegExp(`${key} is required.*npm run services`));
  });

  it('carries a sign-up over Kafka to the welcome, and starts again where it stopped', async () => {
    const { kafkaBrokers, redisUrl } = inject('services');
    await using database = await createTestDatabase(inject('postgres'));
    await using folder = await createFolder();
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: kafkaBrokers,
      KAFKA_PREFIX: `start-${randomUUID().slice(0, 8)}-`,
    };
    await using first = await startAtlas({ folder: folder.path, env, args });
    expect(first.output()).toMatch(/✓ Redis[\s\S]*✓ Kafka[\s\S]*✓ Relay/);
    expect(first.output()).not.toContain('PostgreSQL, embedded');
    const readiness = async () => (await fetch(`${first.url}/readyz`)).json();
    await expect
      .poll(readiness, { timeout: 15_000 })
      .toMatchObject({ ready: true, dependencies: { postgres: 'ok', redis: 'ok', kafka: 'ok' } });
    const visit = async (url: string, firstName: string) => {
      const desk = createDesk(url);
      const { id } = await desk.createPerson({ firstName });
      expect((await signIn(url, await desk.initData(id))).status).toBe(201);
      await expect
        .poll(async () => (await desk.fromBot(id, /^Welcome, /)).length, { timeout: 30_000 })
        .toBe(1);
    };
    await visit(first.url, 'Ida');
    expect(await first.end('SIGTERM')).toBe(0);
    await using second = await startAtlas({ folder: folder.path, env, args });
    await visit(second.url, 'Jon');
  });
});

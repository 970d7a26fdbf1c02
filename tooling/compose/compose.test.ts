import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { AnalyticsEnvironment } from '../../analytics/config.ts';
import { ApiEnvironment } from '../../api/config.ts';
import { BotsEnvironment } from '../../bots/config.ts';
import { GamificationEnvironment } from '../../gamification/config.ts';
import { NotifyEnvironment } from '../../notify/config.ts';
import { RelayEnvironment } from '../../relay/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFile(join(root, name), 'utf8');

const condition = z.enum(['service_healthy', 'service_completed_successfully']);
const Service = z.looseObject({
  image: z.string().regex(/^[a-z/]+:[\w.-]*\d[\w.-]*$|^atlas:local$/),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  networks: z.array(z.enum(['outside', 'data'])),
  ports: z.array(z.string().startsWith('127.0.0.1:')).default([]),
  volumes: z.array(z.string()).default([]),
  restart: z.enum(['unless-stopped', 'no']),
  healthcheck: z.looseObject({}).optional(),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
});
const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
  networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
});

/** The file as `docker compose` reads it: merged keys, nothing it does not know. */
const readCompose = async () => Compose.parse(parse(await read('docker-compose.yml'), { merge: true }));

/** Ours, and what each reads. */
const processes: Readonly<Record<string, z.ZodObject>> = {
  api: ApiEnvironment,
  bots: BotsEnvironment,
  relay: RelayEnvironment,
  notify: NotifyEnvironment,
  analytics: AnalyticsEnvironment,
  gamification: GamificationEnvironment,
};

const requiredKeysOf = ({ shape }: z.ZodObject): string[] =>
  Object.entries(shape)
    .filter(([, schema]) => !(schema as z.ZodType).safeParse(undefined).success)
    .map(([key]) => key);

const flowKey = 'WHATSAPP_FLOW_PRIVATE_KEY';

const variable = /\$\{([A-Z_]+)([^}]*)\}/g;

describe('docker-compose.yml', () => {
  it.each(Object.entries(processes))(
    'gives %s what it requires, and nothing it does not know',
    async (name, schema) => {
      const { services } = await readCompose();
      const given = Object.keys(services[name]?.environment ?? {});
      expect(given).toEqual(expect.arrayContaining(requiredKeysOf(schema)));
      expect(given.filter((key) => !Object.hasOwn(schema.shape, key))).toEqual([]);
      expect(services[name]?.command).toEqual(['node', `${name}/main.ts`]);
    },
  );

  it.each(Object.entries(processes))(
    'hands %s all that it knows of WhatsApp and WeChat, but for where they answer, and the key of Flows to bots alone',
    async (name, schema) => {
      const { services } = await readCompose();
      const given = Object.keys(services[name]?.environment ?? {});
      const messengers = Object.keys(schema.shape).filter(
        (key) => /^(WHATSAPP|WECHAT)_/.test(key) && !key.endsWith('_ROOT') && key !== flowKey,
      );
      expect(given).toEqual(expect.arrayContaining(messengers));
      expect(given.includes(flowKey)).toBe(name === 'bots');
    },
  );

  it('puts every process on the external engines', async () => {
    const { services } = await readCompose();
    expect(services.api?.environment).toHaveProperty('REDIS_URL');
    for (const name of ['relay', 'notify', 'analytics', 'gamification'])
      expect(services[name]?.environment).toHaveProperty('KAFKA_BROKERS');
  });

  it('takes every secret from .env, where each stands empty, and has a default for none', async () => {
    const text = await read('docker-compose.yml');
    const example = await read('.env.example');
    const emptyKeys = new Set([...example.matchAll(/^([A-Z_]+)=$/gm)].map(([, key]) => key));
    const secrets = /PASSWORD|SECRET|TOKEN|KEY/;
    for (const [, key = '', rest = ''] of text.matchAll(variable)) {
      expect(example).toMatch(new RegExp(`^${key}=`, 'm'));
      if (!secrets.test(key)) continue;
      expect(emptyKeys).toContain(key);
      expect(rest).toMatch(/^(:\?.+|-)$/);
    }
  });

  it('waits for what is waited for: each is there, and healthy ones say how they are', async () => {
    const { services } = await readCompose();
    for (const { depends_on: needed } of Object.values(services))
      for (const [name, how] of Object.entries(needed)) {
        expect(services).toHaveProperty(name);
        const isOurs = services[name]?.image === 'atlas:local'; // the image has a health check
        if (how.condition === 'service_healthy' && !isOurs) expect(services[name]?.healthcheck).toBeDefined();
      }
    for (const name of Object.keys(processes))
      expect(Object.keys(services[name]?.depends_on ?? {})).not.toEqual([]);
  });

  it('keeps data in named volumes, and the engines where nobody outside reaches them', async () => {
    const { services, volumes, networks } = await readCompose();
    expect(networks.data).toEqual({ internal: true });
    for (const name of ['postgres', 'redis', 'kafka']) {
      expect(services[name]?.networks).toEqual(['data']);
      expect(services[name]?.ports).toEqual([]);
    }
    const used = Object.values(services).flatMap((service) =>
      service.volumes.map((mount) => mount.split(':')[0]),
    );
    expect(used.toSorted()).toEqual(Object.keys(volumes).toSorted());
  });
});

describe('Dockerfile', () => {
  it('holds every process that compose starts', async () => {
    const text = await read('Dockerfile');
    for (const name of ['shared', ...Object.keys(processes)]) {
      expect(text).toContain(`COPY ${name}/package.json ${name}/\n`);
      expect(text).toContain(`COPY ${name} ${name}\n`);
      expect(text).toMatch(new RegExp(`-w ${name}( |$)`, 'm'));
    }
  });
});

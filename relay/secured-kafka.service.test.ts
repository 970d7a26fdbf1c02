import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createKafkaEventBus, kafkaConnectionOf } from '@atlas/shared/kafka';
import { systemClock } from '@atlas/shared/ports';
import { createMetrics } from '@atlas/shared/process';
import { createAppendEvents, createTestDatabase } from '@atlas/shared/testing';
import { freePort, startKafka } from '@atlas/tooling/services';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createRelay, TopicsEnvironment } from './index.ts';
import { logger, runRelayCommand, vault } from './testing/index.ts';

const password = 'only for this test';
const loginModule = 'org.apache.kafka.common.security';

/** A certificate for 127.0.0.1 that signs itself, as Java keeps it and as PEM. */
const makeCertificate = async (folder: string) => {
  const [keystore, pem] = [join(folder, 'broker.p12'), join(folder, 'ca.pem')];
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  const keytool = (...args: string[]) => promisify(execFile)('keytool', [...args, ...store]);
  const subject = ['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-ext', 'bc:c'];
  await keytool('-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '2', ...subject);
  await keytool('-exportcert', '-rfc', '-file', pem);
  return { keystore, pem };
};

describe('a Kafka that asks for TLS and a password', () => {
  const stack = new AsyncDisposableStack();
  let env: Record<string, string>;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-secured-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const [{ keystore, pem }, port] = [await makeCertificate(folder), await freePort()];
    const address = `SECURED://127.0.0.1:${port}`;
    const kafka = await startKafka({
      directory: join(folder, 'kafka'),
      jars: inject('services').kafkaJars,
      formatOptions: ['--add-scram', `SCRAM-SHA-512=[name=scrambled,password=${password}]`],
      settings: (own) => ({
        listeners: `${own.listeners},${address}`,
        'advertised.listeners': `${own['advertised.listeners']},${address}`,
        'listener.security.protocol.map': `${own['listener.security.protocol.map']},SECURED:SASL_SSL`,
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
        'listener.name.secured.plain.sasl.jaas.config': `${loginModule}.plain.PlainLoginModule required user_plain="${password}";`,
        'listener.name.secured.scram-sha-512.sasl.jaas.config': `${loginModule}.scram.ScramLoginModule required;`,
        'ssl.keystore.type': 'PKCS12',
        'ssl.keystore.location': keystore,
        'ssl.keystore.password': password,
      }),
    });
    stack.defer(() => kafka.stop());
    env = {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_TLS: 'on',
      KAFKA_TLS_CA: pem,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'scrambled',
      KAFKA_SASL_PASSWORD: password,
    };
  });
  afterAll(() => stack.disposeAsync());

  it('takes whoever has both', async () => {
    const plain = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'plain' };
    const answers = [
      await runRelayCommand('topics.ts', env),
      await runRelayCommand('topics.ts', { ...env, ...plain }),
    ];
    expect(answers.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('carries events from the log to a consumer', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const connection = kafkaConnectionOf(TopicsEnvironment.parse(env));
    const common = { connection, database, vault, clock: systemClock, logger };
    const metrics = createMetrics({ runtime: false });
    const relay = createRelay({ ...common, databaseUrl: database.url, metrics, pollMs: 20 });
    const bus = createKafkaEventBus(common);
    const heard: string[] = [];
    await relay.start();
    const subscribe = () =>
      bus.subscribe({
        group: 'secured',
        topics: ['atlas.accounts'],
        handle: async (events) => void heard.push(...events.map(({ subject }) => subject)),
      });
    // A broker that has just started still loads its groups.
    await vi.waitFor(subscribe, { timeout: 15_000, interval: 100 });
    const subject = randomUUID();
    await createAppendEvents({ database, vault, clock: systemClock })([
      { subject, type: 'account.updated.v1', data: { displayName: 'Ann' } },
    ]);
    await expect.poll(() => heard, { timeout: 15_000, interval: 20 }).toEqual([subject]);
    await bus.close();
    await relay.stop();
  });

  it.each([
    ['another password', { KAFKA_SASL_PASSWORD: 'guessed' }, /refuses the user\. .*KAFKA_SASL_/],
    ['nobody’s name', { KAFKA_SASL_USERNAME: 'nobody' }, /refuses the user\. .*KAFKA_SASL_/],
    ['no trust in its certificate', { KAFKA_TLS_CA: '' }, /certificate is not trusted: .*KAFKA_TLS_CA/],
    ['no TLS', { KAFKA_TLS: 'off', KAFKA_TLS_CA: '' }, /Kafka does not answer/],
  ])(
    'is not reached with %s, and the command says so',
    async (_what, wrong, sentence) => {
      const { code, said } = await runRelayCommand('topics.ts', { ...env, ...wrong });
      expect([code, said]).toEqual([2, expect.stringMatching(sentence)]);
      expect(said).not.toContain(password);
    },
    60_000,
  );
});

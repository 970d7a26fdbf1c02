import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkKafkaVariables, KafkaVariables, loadConfig } from '../process/index.ts';
import { findKafkaConnection } from './index.ts';

const read = (environment: Record<string, string>) =>
  findKafkaConnection(loadConfig(KafkaVariables.superRefine(checkKafkaVariables), environment));

describe('the environment of Kafka', () => {
  it('means the embedded bus where no broker is named', () => {
    expect(read({})).toBeUndefined();
  });

  it('names brokers, user and prefix', () => {
    expect(
      read({
        KAFKA_BROKERS: 'one:9092, two:9092,[::1]:9093',
        KAFKA_TLS: 'on',
        KAFKA_SASL_MECHANISM: 'scram-sha-512',
        KAFKA_SASL_USERNAME: 'notify',
        KAFKA_SASL_PASSWORD: 'secret',
        KAFKA_PREFIX: 'staging.',
      }),
    ).toEqual({
      brokers: ['one:9092', 'two:9092', '[::1]:9093'],
      prefix: 'staging.',
      tls: {},
      sasl: { mechanism: 'scram-sha-512', username: 'notify', password: 'secret' },
    });
  });

  it('reads whom to trust from a file, and says when it can not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-kafka-'));
    await writeFile(join(folder, 'ca.pem'), 'PEM');
    const environment = { KAFKA_BROKERS: 'one:9092', KAFKA_TLS: 'on' };
    expect(read({ ...environment, KAFKA_TLS_CA: join(folder, 'ca.pem') })).toMatchObject({
      tls: { ca: 'PEM' },
    });
    expect(() => read({ ...environment, KAFKA_TLS_CA: join(folder, 'no.pem') })).toThrow('no.pem');
    await rm(folder, { recursive: true });
  });

  it.each([
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'http://one:9092' }],
    ['KAFKA_SASL_USERNAME', { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_PASSWORD: 'x' }],
    ['KAFKA_SASL_PASSWORD', { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_USERNAME: 'x' }],
    [
      'KAFKA_SASL_MECHANISM',
      { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'x', KAFKA_SASL_PASSWORD: 'kept-in' },
    ],
    ['KAFKA_TLS_CA', { KAFKA_TLS_CA: '/ca.pem' }],
    ['KAFKA_PREFIX', { KAFKA_PREFIX: 'a b' }],
  ])('refuses a fault in %s by its name, and repeats no value', (key, environment) => {
    const reading = () => read({ KAFKA_BROKERS: 'one:9092', ...environment });
    expect(reading).toThrow(key);
    expect(reading).not.toThrow('kept-in');
  });
});

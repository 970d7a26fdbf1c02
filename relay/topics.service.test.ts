import { createKafka, createNames, ensureTopics, topics } from '@atlas/shared/kafka';
import { describe, expect, it } from 'vitest';
import { createTestTopics, logger, runRelayCommand } from './testing/index.ts';

/** Kafka's ConfigResource.Type.TOPIC. */
const topicResource = 2;

describe('npm run topics', () => {
  it('sets what differs from the table, keeps what an operator added, and changes nothing the second time', async () => {
    await using own = await createTestTopics();
    const env = {
      KAFKA_BROKERS: own.connection.brokers.join(','),
      KAFKA_PREFIX: own.connection.prefix ?? '',
    };
    const name = createNames(own.connection.prefix).topic('atlas.accounts');
    const resource = { type: topicResource, name };
    const admin = createKafka(own.connection, { logger }).admin();
    await admin.connect();
    const configEntries = [
      { name: 'retention.ms', value: '1000' },
      { name: 'segment.ms', value: '3600000' },
    ];
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });

    const { code, said } = await runRelayCommand('topics.ts', env);
    expect(code).toBe(0);
    expect(said).toContain(`${name}: adjusted, 12 partitions\n`);
    const wanted = { ...topics[0]?.config, 'segment.ms': '3600000', 'min.insync.replicas': '1' };
    const describeTopic = async () => {
      const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
      return Object.fromEntries(
        resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]) ?? [],
      );
    };
    // A broker tells of a change when it has heard of it from the controller, a moment after that took it.
    await expect.poll(describeTopic).toMatchObject(wanted);
    await admin.disconnect();

    const again = await ensureTopics({ connection: own.connection, logger });
    expect(again.map(({ outcome }) => outcome)).toEqual(topics.map(() => 'as it should be'));
  });

  it('refuses topics of another size, which would end the order of accounts', async () => {
    await using own = await createTestTopics();
    const more = topics.map((settings) => ({ ...settings, partitions: 24 }));
    const ensuring = ensureTopics({ connection: own.connection, logger, topics: more });
    await expect(ensuring).rejects.toThrow('has 12 partitions');
  });

  it('names what is wrong, and explains itself', async () => {
    const [broken, away, help] = await Promise.all([
      runRelayCommand('topics.ts', { KAFKA_BROKERS: 'nonsense' }),
      runRelayCommand('topics.ts', { KAFKA_BROKERS: '127.0.0.1:1' }),
      runRelayCommand('topics.ts', {}, '--help'),
    ]);
    expect(broken).toMatchObject({ code: 2, said: expect.stringContaining('KAFKA_BROKERS') });
    const advice = 'Kafka does not answer. See that it runs and that KAFKA_BROKERS names it.\n';
    expect(away).toEqual({ code: 2, said: advice });
    expect(help).toMatchObject({ code: 0, said: expect.stringContaining('npm run -s topics') });
  });
});

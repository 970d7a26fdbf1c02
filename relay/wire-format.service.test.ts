import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { promisify } from 'node:util';
import { createNames } from '@atlas/shared/kafka';
import { newTraceparent, traceIdOf } from '@atlas/shared/trace';
import { expect, it } from 'vitest';
import { createRelayedHarness } from './testing/index.ts';

const run = promisify(execFile);
type KcatRecord = { key: string; payload: string; headers: string[]; partition: number };

/** All records of a topic as kcat, which shares no code with us, reads them. */
const readWithKcat = async (brokers: readonly string[], topic: string): Promise<KcatRecord[]> => {
  const { stdout } = await run('kcat', ['-b', brokers.join(','), '-C', '-t', topic, '-e', '-q', '-J']);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as KcatRecord);
};

const pairsOf = (headers: readonly string[]) =>
  Object.fromEntries(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : [])));

it('is CloudEvents in binary mode to an independent reader: key, headers, UTF-8, one partition for each account', async () => {
  await using harness = await createRelayedHarness();
  const { brokers, prefix } = harness.connection;
  const topic = createNames(prefix).topic('atlas.accounts');
  const [key, other, id, traceparent] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7(), newTraceparent()];
  const displayName = 'Ünï 李雷 👩‍👩‍👧‍👧 "\\\n';
  const occurredAt = new Date('2026-11-21T10:11:12.345Z');
  const change = { type: 'account.updated.v1', data: { displayName }, traceparent, occurredAt } as const;
  await harness.appendAll([
    { ...change, subject: key, id },
    { ...change, subject: key },
    { ...change, subject: other },
  ]);
  await expect.poll(() => readWithKcat(brokers, topic), { timeout: 15_000 }).toHaveLength(3);
  const records = await readWithKcat(brokers, topic);

  const first = records.find(({ headers }) => headers.includes(id));
  expect(first?.key).toBe(key);
  expect(JSON.parse(first?.payload ?? '')).toEqual({ displayName });
  const { ce_logplace: place, ...headers } = pairsOf(first?.headers ?? []);
  expect(place).toMatch(/^\d+\.\d+$/);
  expect(headers).toEqual({
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: '/atlas/test',
    ce_type: 'account.updated.v1',
    ce_time: '2026-11-21T10:11:12.345Z',
    ce_subject: key,
    ce_sequence: '1',
    ce_correlationid: traceIdOf(traceparent),
    ce_traceparent: traceparent,
    ce_partitionkey: key,
    'content-type': 'application/json',
  });

  const ofKey = records.filter((record) => record.key === key);
  expect(ofKey.map((record) => pairsOf(record.headers).ce_sequence)).toEqual(['1', '2']);
  expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
});

it("sends accounts where librdkafka, whose murmur2 is Java's, sends them", async () => {
  await using harness = await createRelayedHarness();
  const { brokers, prefix } = harness.connection;
  const topic = createNames(prefix).topic('atlas.accounts');
  const keys = Array.from({ length: 8 }, () => randomUUIDv7());
  await harness.append(keys.map((key) => ({ key, text: 'ours' })));
  await expect.poll(() => readWithKcat(brokers, topic), { timeout: 15_000 }).toHaveLength(keys.length);
  const toKcat = [
    '-b',
    brokers.join(','),
    '-P',
    '-t',
    topic,
    '-X',
    'topic.partitioner=murmur2_random',
    '-K',
    ':',
  ];
  const producing = run('kcat', toKcat);
  producing.child.stdin?.end(keys.map((key) => `${key}:theirs\n`).join(''));
  await producing;
  const records = await readWithKcat(brokers, topic);
  for (const key of keys) {
    const partitions = records.filter((record) => record.key === key).map(({ partition }) => partition);
    expect(partitions).toEqual([partitions[0], partitions[0]]);
  }
});

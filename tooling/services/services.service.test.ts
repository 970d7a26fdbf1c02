import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { startKafka } from './kafka.ts';
import { startRedis } from './redis.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-services-test-'));
  // As root, PostgreSQL runs as a user of its own, which passes through here.
  await chmod(folder, 0o711);
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(`tcp://${address}`);
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

describe('npm run services', () => {
  const start = () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { cwd: folder });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    onTestFinished(() => void child.kill('SIGKILL'));
    const ready = async () => {
      await expect.poll(() => output, { timeout: 60_000 }).toMatch(/^ready$/m);
      return output.trim().split('\n');
    };
    return { ready, exited, kill: (signal: NodeJS.Signals) => child.kill(signal) };
  };
  const addressesIn = (lines: readonly string[]) =>
    lines
      .slice(0, 3)
      .map((line) => new URL(line.replace(/^\w+=(?!\w+:\/\/)/, 'tcp://').replace(/^\w+=/, '')).host);

  it('prints three addresses and ready, leaves no Kafka and Redis behind a kill -9, and starts again on the same data', async () => {
    const first = start();
    const lines = await first.ready();
    expect(lines.map((line) => line.replace(/=.*/, ''))).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
      'KAFKA_BROKERS',
      'ready',
    ]);
    expect(await Promise.all(addressesIn(lines).map(answers))).toEqual([true, true, true]);
    first.kill('SIGKILL');
    const [, redis = '', kafka = ''] = addressesIn(lines);
    await expect.poll(() => Promise.all([answers(redis), answers(kafka)])).toEqual([false, false]);
    const second = start();
    const again = addressesIn(await second.ready());
    second.kill('SIGINT');
    expect(await second.exited).toBe(0);
    expect(await Promise.all(again.map(answers))).toEqual([false, false, false]);
  });
});

describe('a server under test', () => {
  it('says in a sentence that its port is taken', async () => {
    const redis = await startRedis({ directory: join(folder, 'redis') });
    onTestFinished(() => redis.stop());
    const port = Number(new URL(redis.url).port);
    await expect(startRedis({ directory: join(folder, 'other'), port })).rejects.toThrow(
      /^Redis did not start: it ended.*in use/,
    );
    await expect(
      startKafka({ directory: join(folder, 'kafka'), jars: inject('services').kafkaJars, port }),
    ).rejects.toThrow(/^Kafka did not start: it ended.*in use/);
  });

  it('is stopped even while it is paused', async () => {
    const redis = await startRedis({ directory: join(folder, 'redis') });
    onTestFinished(() => redis.stop());
    redis.pause();
    await redis.stop();
    expect(await answers(new URL(redis.url).host)).toBe(false);
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '@atlas/shared/process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createLogBook, type LogBook } from './log-book.ts';
import { createOrders, type Orders } from './orders.ts';
import { type Played, play } from './play.ts';
import { recordFault } from './records.ts';
import type { ScenarioName } from './scenarios.ts';
import { createStage, type Stage } from './stage.ts';
import type { Acknowledged, Traffic } from './traffic.ts';

const run = promisify(execFile);

/** `npm run bad-days -- --outage-seconds 120` asks for more. */
const outageSeconds = Number(process.env.BAD_DAYS_OUTAGE_SECONDS || 4);
const perSecond = 3;

let stage: Stage;
let orders: Orders;
let log: LogBook;
beforeAll(async () => {
  stage = await createStage({ kafkaJars: inject('services').kafkaJars });
  orders = createOrders(stage);
  log = createLogBook(stage.postgres.url);
});
afterAll(async () => {
  await log?.[Symbol.asyncDispose]();
  await orders?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

const keep = (name: ScenarioName, amount: string, saw: string, { recoverySeconds, reckoning }: Played) =>
  recordFault({ name, amount, saw, recoverySeconds, reckoning });

/** Who was let in since. */
const openedSince = (traffic: Traffic, since: Date): Acknowledged[] =>
  traffic.people().filter(({ openedAt }) => openedAt !== null && openedAt >= since);

/** People come as before while `seconds` pass, and all but the last few are let in. */
const signInsGoOn = async (traffic: Traffic, seconds: number): Promise<void> => {
  const since = new Date();
  await delay(seconds * 1000);
  expect(openedSince(traffic, since).length).toBeGreaterThan((seconds * perSecond) / 3);
};

describe('engines that go away under load', () => {
  it('Kafka: people sign in all the same, and what piled up arrives once it is back', async () => {
    const played = await play({ stage, orders }, async (traffic) => {
      await stage.kafka.kill();
      await signInsGoOn(traffic, outageSeconds);
      await stage.kafka.restart();
    });
    expect(played.reckoning.doubled).toEqual([]);
    await keep(
      'kafkaStopped',
      `for ${outageSeconds} s`,
      'signing in as ever; messages after it was back',
      played,
    );
  }, 400_000);

  it.runIf(process.platform === 'linux')(
    'Kafka’s disk: it ends when it can write no more, people sign in, and nothing is lost',
    async () => {
      const played = await play({ stage, orders }, async (traffic) => {
        const pid = stage.kafka.pid();
        await run('prlimit', ['--pid', String(pid), '--fsize=1024:1024']);
        await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
        await signInsGoOn(traffic, 2);
        await stage.kafka.restart();
      });
      expect(played.reckoning.doubled).toEqual([]);
      await keep('kafkaFull', 'once', 'signing in as ever; messages after there was room', played);
    },
    400_000,
  );

  it('Redis: people sign in all the same', async () => {
    const played = await play({ stage, orders }, async (traffic) => {
      await stage.redis.kill();
      await signInsGoOn(traffic, outageSeconds);
      await stage.redis.restart();
    });
    expect(played.reckoning.doubled).toEqual([]);
    await keep('redisGone', `for ${outageSeconds} s`, 'nothing', played);
  }, 400_000);

  it('PostgreSQL: whoever was told to come back is let in after it, and nothing is lost', async () => {
    const played = await play({ stage, orders }, async () => {
      await stage.postgres.stop();
      await delay(1000);
      await stage.postgres.start();
    });
    expect(played.reckoning.doubled).toEqual([]);
    await keep('postgresRestarted', 'for 1 s', '“try again shortly” (503), then in', played);
  }, 400_000);
});

describe('what a bus may do', () => {
  it('a poison event is parked, and those behind it and beside it flow', async () => {
    const played = await play({ stage, orders }, async (traffic) => {
      const [victim] = traffic.people();
      await log.appendPoison(victim?.accountId as string);
      await orders.payAndShip(victim?.accountId as string, 'A-behind');
      const chat = async () =>
        (await stage.desk.messages(victim?.personId as number)).map(({ text }) => text);
      await expect
        .poll(chat, { timeout: 60_000 })
        .toContainEqual(expect.stringMatching(/A-behind is on its way/));
    });
    expect(await log.parked()).toContainEqual({ group: 'notify', reason: 'undecodable' });
    expect(played.reckoning.doubled).toEqual([]);
    await keep('poison', 'once', 'nothing: that one message is missing, and on record', played);
  }, 400_000);

  it('everything is delivered twice, and nobody hears of anything twice', async () => {
    const [relay] = stage.members.relay;
    const played = await play({ stage, orders }, async () => {
      await relay?.stop();
      await log.rewindRelay();
      await relay?.start();
    });
    expect(await log.publishedOnce()).toBe(false);
    expect(played.reckoning.doubled).toEqual([]);
    await keep('duplicates', 'once', 'nothing', played);
  }, 400_000);

  it('members join and leave: each person hears of their order in its order', async () => {
    const [first] = stage.members.notify;
    const played = await play({ stage, orders }, async () => {
      const second = await stage.join('notify');
      await first?.stop();
      await delay(1000);
      await first?.start();
      await second.stop();
    });
    expect(played.reckoning.doubled).toEqual([]);
    for (const { personId } of played.people) {
      const texts = (await stage.desk.messages(personId)).map(({ text }) => text ?? '');
      const [paid, shipped] = ['payment of', 'on its way to you'].map((words) =>
        texts.findIndex((text) => text.includes(words)),
      );
      expect(shipped).toBeGreaterThan(paid as number);
    }
    await keep('rebalance', 'two joins, two leaves', 'messages up to some seconds later', played);
  }, 400_000);

  it('a clock is ahead, then set back: nothing is lost and nothing comes twice', async () => {
    const [notify] = stage.members.notify;
    const wrong = {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'moved-clock.ts')}`,
      CLOCK_AHEAD_SECONDS: '15',
    };
    const played = await play({ stage, orders }, async () => {
      await notify?.stop();
      await notify?.start(wrong);
      await delay(2000);
      await notify?.stop();
      await notify?.start();
    });
    expect(played.reckoning.doubled).toEqual([]);
    await keep('clockMoved', '15 s', 'messages up to as much later as the clock was set back', played);
  }, 400_000);
});

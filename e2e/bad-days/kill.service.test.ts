import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createOrders, type Orders } from './orders.ts';
import { play } from './play.ts';
import { recordFault } from './records.ts';
import { createStage, type Stage } from './stage.ts';

/** `npm run bad-days -- --kills 30` asks for more. */
const kills = Number(process.env.BAD_DAYS_KILLS || 3);

/** Kafka misses a killed member for ten seconds: killed more often than that for minutes, a group never works at all. */
const pauseMs = kills > 10 ? 8000 : 1500;

const saw = {
  killApi: 'no answer for as long as it was away; the same again, pressed once more, was done once',
  killRelay: 'nothing; messages as much later',
  killNotify:
    'messages later: what was in its hands waits until its lease and its place in the group run out',
} as const;

describe(`kill -9 of every process, ${kills} times each, at random under load`, () => {
  let stage: Stage;
  let orders: Orders;
  beforeAll(async () => {
    stage = await createStage({ kafkaJars: inject('services').kafkaJars });
    orders = createOrders(stage);
  });
  afterAll(async () => {
    await orders?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  it(
    'loses nothing that was acknowledged, and doubles no code and no message about money',
    async () => {
      const { api, relay, notify } = stage.members;
      const { reckoning, recoverySeconds } = await play({ stage, orders }, async () => {
        const killers = [...api, ...relay, ...notify].map(async (member) => {
          for (let n = 0; n < kills; n += 1) {
            await delay(200 + Math.random() * pauseMs);
            await member.killAndRestart();
          }
        });
        await Promise.all(killers);
      });
      for (const name of ['killApi', 'killRelay', 'killNotify'] as const)
        await recordFault({ name, amount: `${kills} times`, saw: saw[name], recoverySeconds, reckoning });
      expect(reckoning.doubled).toEqual([]);
      expect(reckoning.expected).toBeGreaterThan(4 * kills);
    },
    240_000 + kills * 20_000,
  );
});

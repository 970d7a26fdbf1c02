import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Callbacks,
  createCallbacks,
  createRowWatch,
  flowRefusals,
  ping,
  stamp,
  startBots,
  type TestBots,
  telegramRefusals,
  wechatRefusals,
  whatsappRefusals,
} from './testing/index.ts';

/** The doors alone: nobody handles what comes in, so that what is there came through a door. */
let bots: TestBots;
let callbacks: Callbacks;
let rows: Awaited<ReturnType<typeof createRowWatch>>;
beforeAll(async () => {
  bots = await startBots({ isStarted: false });
  callbacks = createCallbacks(bots);
  rows = await createRowWatch(bots.database);
});
afterAll(() => bots[Symbol.asyncDispose]());

const doors = {
  whatsapp: {
    refusals: whatsappRefusals,
    good: (c: Callbacks, n: number) => c.whatsapp(c.message(`wamid.${n}`)),
    again: (c: Callbacks, n: number) =>
      c.whatsapp(c.message(`wamid.${n}`, { text: { body: 'something else' } })),
    grown: { 'bots.whatsapp_updates': 1 },
    grownAgain: {},
  },
  'whatsapp/flow': {
    refusals: flowRefusals,
    good: (c: Callbacks) => c.flow(ping),
    again: (c: Callbacks) => c.flow(ping),
    grown: {},
    grownAgain: {},
  },
  wechat: {
    refusals: wechatRefusals,
    good: (c: Callbacks, n: number) => c.wechat(c.push(`45612553542513459${n}`)),
    again: (c: Callbacks, n: number) =>
      c.wechat(c.push(`45612553542513459${n}`, { Content: 'something else' }), { format: 'xml' }),
    grown: { 'bots.wechat_updates': 1, ...stamp },
    // Another query, which nobody may use for another body.
    grownAgain: stamp,
  },
  telegram: {
    refusals: telegramRefusals,
    good: (c: Callbacks, n: number) => c.telegram(c.update(n)),
    again: (c: Callbacks, n: number) =>
      c.telegram(c.update(n, { edited_message: { text: 'something else' } })),
    grown: { 'bots.telegram_updates': 1 },
    grownAgain: {},
  },
};

let next = 1;
describe.each(Object.entries(doors))(
  'a callback at /webhooks/%s',
  (_door, { refusals, good, again, grown, grownAgain }) => {
    /** The first one of a person's brings their row along. */
    beforeAll(async () => {
      await callbacks.send(good(callbacks, next++));
      await rows.grown();
    });

    for (const [what, make, says, left = {}] of refusals)
      it(`${what} leaves nothing behind, and a good one after it is taken`, async () => {
        const { status, code } = await callbacks.send(await make(callbacks, bots));
        expect({ status, code }).toEqual({ code: undefined, ...says });
        expect(await rows.grown()).toEqual(left);
        expect((await callbacks.send(good(callbacks, next++))).status).toBe(200);
        expect(await rows.grown()).toEqual(grown);
      });

    it('twenty times at once is taken once, and never again, whatever it says then', async () => {
      const n = next++;
      const callback = good(callbacks, n);
      const answers = await Promise.all(Array.from({ length: 20 }, () => callbacks.send(callback)));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(await rows.grown()).toEqual(grown);
      expect((await callbacks.send(callback)).status).toBe(200);
      expect(await rows.grown()).toEqual({});
      expect((await callbacks.send(again(callbacks, n))).status).toBe(200);
      expect(await rows.grown()).toEqual(grownAgain);
    });
  },
);

import { describe, expect, it } from 'vitest';
import { createLookUp } from './index.ts';

const start = (options?: Parameters<typeof createLookUp>[1]) => {
  const trips: (readonly string[])[] = [];
  const values = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  let fail = false;
  let release: (() => void)[] = [];
  const lookUp = createLookUp(async (keys) => {
    trips.push(keys);
    await new Promise<void>((resolve) => release.push(resolve));
    if (fail) throw new Error('away');
    return new Map([...values].filter(([key]) => keys.includes(key)));
  }, options);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    lookUp,
    trips,
    values,
    turn,
    failFromNowOn: () => {
      fail = true;
    },
    finish: async () => {
      await turn();
      while (release.length > 0) {
        const ready = release;
        release = [];
        for (const each of ready) each();
        await turn();
        await turn();
      }
    },
  };
};

describe('createLookUp', () => {
  it('takes one trip for all that is asked in one turn, each key once', async () => {
    const t = start();
    const asked = Promise.all(['a', 'b', 'a', 'nobody'].map(t.lookUp));
    await t.finish();

    expect(await asked).toEqual([1, 2, 1, undefined]);
    expect(t.trips).toEqual([['a', 'b', 'nobody']]);
  });

  it('never answers from a trip that began before the question', async () => {
    const t = start({ atOnce: 1 });
    const early = t.lookUp('a');
    await t.turn();
    await t.turn();
    t.values.set('a', 3);
    const late = t.lookUp('a');
    await t.finish();

    expect(t.trips).toEqual([['a'], ['a']]);
    expect([await early, await late]).toEqual([3, 3]);
  });

  it('takes no more at once than it may', async () => {
    const t = start({ atOnce: 1, most: 2 });
    const asked = Promise.all(['a', 'b', 'c', 'd', 'e'].map(t.lookUp));
    await t.finish();
    await asked;

    expect(t.trips).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('fails all that went together, and goes on with the next', async () => {
    const t = start({ atOnce: 1 });
    t.failFromNowOn();
    const asked = Promise.allSettled([t.lookUp('a'), t.lookUp('b')]);
    await t.finish();

    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = t.lookUp('a').catch((error: Error) => error.message);
    await t.finish();
    expect(await again).toBe('away');
  });
});

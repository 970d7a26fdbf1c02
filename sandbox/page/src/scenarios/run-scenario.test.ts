import { describe, expect, it } from 'vitest';
import { type RunState, runScenario } from './run-scenario.ts';
import type { Step } from './step.ts';

const play = (steps: readonly Step[], controller = new AbortController()) => {
  const states: RunState[] = [];
  const happened = new Set<string>();
  const ended = runScenario({
    scenario: { id: 'one', title: 'scenarioRegister', steps },
    stage: {
      personId: 1,
      take: () => undefined,
      hasHappened: (names) => names.some((name) => happened.has(name)),
    },
    signal: controller.signal,
    paceMs: 0,
    pollMs: 1,
    onChange: (state) => void states.push(state),
  });
  return { states, happened, ended, stop: () => controller.abort(), last: () => states.at(-1) };
};

describe('a story on the desk', () => {
  it('goes on when a step has come about, whoever did it', async () => {
    const acted: string[] = [];
    const run = play([
      { words: 'storyStart', act: async () => void acted.push('desk') },
      { words: 'storyLink', isDone: ({ hasHappened }, since) => hasHappened(['linked'], since) },
      { words: 'storyLinkTold', act: async ({ show }) => show([{ label: 'code', value: '1' }]) },
    ]);
    await expect.poll(() => run.last()).toMatchObject({ at: 1, state: 'waiting' });
    run.happened.add('linked');
    await run.ended;
    expect(acted).toEqual(['desk']);
    expect(run.last()).toMatchObject({ at: 2, state: 'done', shown: [{ value: '1' }] });
  });

  it('stops where it is, at once', async () => {
    const run = play([{ words: 'storyLink', isDone: () => false }, { words: 'storyLinkTold' }]);
    await expect.poll(() => run.last()).toMatchObject({ state: 'waiting' });
    run.stop();
    await run.ended;
    expect(run.last()).toMatchObject({ at: 0, state: 'stopped' });
  });

  it('says why a step could not be done', async () => {
    const run = play([
      {
        words: 'storyStart',
        act: async () => {
          throw new Error('no answer');
        },
      },
    ]);
    await run.ended;
    expect(run.last()).toMatchObject({ state: 'failed', reason: 'no answer' });
  });
});

import { describe, expect, it } from 'vitest';
import { createPlayback } from './playback.ts';
import { type RunState, runScenario } from './run-scenario.ts';
import type { Step } from './step.ts';
import { StepFailed } from './step-failed.ts';

const unused = async () => {
  throw new Error('these stories touch nothing');
};
const noFinger = { tap: unused, type: unused, press: unused, pressMain: unused, closeApp: unused };

const play = (steps: readonly Step[]) => {
  const states: RunState[] = [];
  const happened = new Set<string>();
  const playback = createPlayback({ paceMs: () => 0 });
  let isRemoved = false;
  const ended = runScenario({
    scenario: { id: 'one', title: 'scenarioRegister', steps },
    stage: {
      person: { messenger: 'telegram', id: '1' },
      messenger: 'telegram',
      languageCode: 'en',
      take: () => undefined,
      finger: {
        ...noFinger,
        remove: () => {
          isRemoved = true;
        },
      },
      hasHappened: (names) => names.some((name) => happened.has(name)),
    },
    playback,
    pollMs: 1,
    onChange: (state) => void states.push(state),
  });
  return { states, happened, ended, playback, last: () => states.at(-1), isRemoved: () => isRemoved };
};

/** A step that the desk never gets done; `touched` counts how often it began. */
const createHardStep = () => {
  const seen = { touched: 0 };
  const step: Step = {
    words: 'storyLink',
    isShared: true,
    act: ({ signal }) => {
      seen.touched += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
    isDone: ({ hasHappened }, since) => hasHappened(['linked'], since),
  };
  return { seen, step };
};

describe('a story on the desk', () => {
  it('goes on when a step has come about by itself', async () => {
    const acted: string[] = [];
    const run = play([
      { words: 'storyStart', act: async () => void acted.push('desk') },
      { words: 'storyLinkTold', isDone: ({ hasHappened }, since) => hasHappened(['told'], since) },
      { words: 'storyLink', act: async ({ show }) => show([{ label: 'code', value: '1' }]) },
    ]);
    await expect.poll(run.last).toMatchObject({ at: 1, state: 'waiting', isYours: false });
    run.happened.add('told');
    await run.ended;
    expect(acted).toEqual(['desk']);
    expect(run.last()).toMatchObject({ at: 2, state: 'done', shown: [{ value: '1' }] });
    expect(run.isRemoved()).toBe(true);
  });

  it('lets whoever watches be quicker than the desk', async () => {
    const { step } = createHardStep();
    const run = play([step]);
    await expect.poll(run.last).toMatchObject({ state: 'running' });
    run.happened.add('linked');
    await run.ended;
    expect(run.last()).toMatchObject({ state: 'done' });
  });

  it('is taken over for one step, and goes on by itself after it', async () => {
    const { step } = createHardStep();
    let isNextDone = false;
    const next: Step = {
      words: 'storyLinkTold',
      act: async () => {
        isNextDone = true;
      },
    };
    const run = play([step, next]);
    await expect.poll(run.last).toMatchObject({ at: 0, state: 'running' });
    run.playback.takeOver();
    await expect.poll(run.last).toMatchObject({ at: 0, state: 'waiting', isYours: true });
    expect(isNextDone).toBe(false);
    run.happened.add('linked');
    await run.ended;
    expect(run.last()).toMatchObject({ state: 'done', isYours: false });
    expect(isNextDone).toBe(true);
  });

  it('touches nothing while it is held', async () => {
    const { seen, step } = createHardStep();
    const run = play([{ words: 'storyStart', isDone: ({ hasHappened }) => hasHappened(['begun'], 0) }, step]);
    run.playback.pause();
    run.happened.add('begun');
    await expect.poll(run.last).toMatchObject({ at: 1, isPaused: true });
    expect(seen.touched).toBe(0);
    run.playback.resume();
    await expect.poll(() => seen.touched).toBe(1);
    expect(run.last()).toMatchObject({ isPaused: false });
    run.playback.stop();
    await run.ended;
  });

  it('is stopped at once, also while it is held', async () => {
    const { step } = createHardStep();
    const run = play([step]);
    run.playback.pause();
    await expect.poll(run.last).toMatchObject({ isPaused: true });
    run.playback.stop();
    await run.ended;
    expect(run.last()).toMatchObject({ at: 0, state: 'stopped', isPaused: false });
    expect(run.isRemoved()).toBe(true);
  });

  it('says why a step could not be done, in words of the page where it has them', async () => {
    const failing = (error: Error): Step => ({
      words: 'storyStart',
      act: async () => {
        throw error;
      },
    });
    const run = play([failing(new Error('no answer'))]);
    await run.ended;
    expect(run.last()).toMatchObject({ state: 'failed', reason: 'no answer' });
    const other = play([failing(new StepFailed('fingerMissing', { name: 'x' }))]);
    await other.ended;
    expect(other.last()?.reason).toEqual({ words: 'fingerMissing', values: { name: 'x' } });
  });
});

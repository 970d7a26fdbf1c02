import type { Dictionary } from '../text/en.ts';
import type { Playback } from './playback.ts';
import type { Scenario, Shown, Stage, Step } from './step.ts';
import { StepFailed } from './step-failed.ts';

export type RunState = {
  scenario: Scenario;
  /** The step that is under way. */
  at: number;
  state: 'running' | 'waiting' | 'done' | 'stopped' | 'failed';
  isPaused: boolean;
  /** The person does this step. */
  isYours: boolean;
  shown: readonly Shown[];
  /** Why it failed: words of the page, or the server's sentence. */
  reason?: string | { words: keyof Dictionary; values: Readonly<Record<string, string>> };
};

type Options = {
  scenario: Scenario;
  stage: Omit<Stage, 'show' | 'signal' | 'notes'>;
  playback: Playback;
  pollMs?: number;
  onChange: (state: RunState) => void;
};

const reasonOf = (error: unknown): RunState['reason'] =>
  error instanceof StepFailed ? { words: error.words, values: error.values } : (error as Error).message;

/** Plays a story step by step, until its end, until it is stopped, or until a step can't be done. Never rejects. */
export const runScenario = async ({
  scenario,
  stage,
  playback,
  pollMs = 300,
  onChange,
}: Options): Promise<void> => {
  let run: RunState = { scenario, at: 0, state: 'running', isPaused: false, isYours: false, shown: [] };
  const change = (part: Partial<RunState>) => {
    run = { ...run, ...part };
    onChange(run);
  };
  playback.listen(() => change({ isPaused: playback.isPaused() }));
  let stepSignal = playback.signal;
  // Getters and setters of the desk stay alive: whose phone it is may change on the way.
  const full: Stage = Object.defineProperties(Object.create(stage) as Stage, {
    signal: { get: () => stepSignal },
    notes: { value: new Map<string, string>() },
    show: { value: (shown: readonly Shown[]) => change({ shown }) },
  });

  /** The desk's own doing, as far as nobody else does it. */
  const act = async (step: Step, signal: AbortSignal): Promise<void> => {
    try {
      await playback.goOn(signal);
      await step.act?.(full);
    } catch (error) {
      if (!signal.aborted || playback.signal.aborted) throw error;
    }
    if (step.isDone) change({ state: 'waiting', isYours: playback.isTakenOver() });
  };
  const comesAbout = async ({ isDone }: Step, sinceMs: number): Promise<void> => {
    while (isDone && !(await isDone(full, sinceMs))) await playback.wait(pollMs);
    if (isDone) playback.endStep();
  };

  let beganAtMs = Date.now();
  const play = async (step: Step, at: number) => {
    const previousAtMs = beganAtMs;
    beganAtMs = Date.now();
    // What is only waited for may have come about while the step before was still being looked at.
    const sinceMs = step.act ? beganAtMs : previousAtMs;
    stepSignal = playback.beginStep();
    change({ at, shown: [], isYours: false, state: step.act ? 'running' : 'waiting' });
    await step.prepare?.(full);
    const acting = step.act && act(step, stepSignal);
    if (!step.isShared) await acting;
    await Promise.all([acting, comesAbout(step, sinceMs)]);
    change({ isYours: false });
    await playback.wait(playback.paceMs());
  };

  try {
    for (const [at, step] of scenario.steps.entries()) await play(step, at);
    change({ state: 'done', isPaused: false });
  } catch (error) {
    const state = playback.signal.aborted ? 'stopped' : 'failed';
    change({
      state,
      isPaused: false,
      isYours: false,
      ...(state === 'failed' ? { reason: reasonOf(error) } : {}),
    });
  } finally {
    playback.stop();
    stage.finger.remove();
  }
};

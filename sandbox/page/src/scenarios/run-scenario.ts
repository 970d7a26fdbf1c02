import type { Scenario, Shown, Stage, Step } from './step.ts';

export type RunState = {
  scenario: Scenario;
  /** The step that is under way. */
  at: number;
  state: 'running' | 'waiting' | 'done' | 'stopped' | 'failed';
  shown: readonly Shown[];
  /** Why it failed, in the server's words. */
  reason?: string;
};

type Options = {
  scenario: Scenario;
  stage: Omit<Stage, 'show' | 'signal' | 'notes'>;
  signal: AbortSignal;
  /** How long each step stands before the next begins, so that eyes can follow (Default: 1600). */
  paceMs?: number;
  pollMs?: number;
  onChange: (state: RunState) => void;
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });

/** Plays a story step by step, until its end, until it is stopped, or until a step can't be done. Never rejects. */
export const runScenario = async ({
  scenario,
  stage,
  signal,
  paceMs = 1600,
  pollMs = 300,
  onChange,
}: Options): Promise<void> => {
  let run: RunState = { scenario, at: 0, state: 'running', shown: [] };
  const change = (part: Partial<RunState>) => {
    run = { ...run, ...part };
    onChange(run);
  };
  // Getters and setters of the desk stay alive: whose phone it is may change on the way.
  const full: Stage = Object.assign(Object.create(stage) as typeof stage, {
    signal,
    notes: new Map<string, string>(),
    show: (shown: readonly Shown[]) => change({ shown }),
  });

  let beganAtMs = Date.now();
  const play = async ({ act, isDone }: Step, at: number) => {
    const previousAtMs = beganAtMs;
    beganAtMs = Date.now();
    // What is only waited for may have come about while the step before was still being looked at.
    const sinceMs = act ? beganAtMs : previousAtMs;
    change({ at, shown: [], state: act ? 'running' : 'waiting' });
    if (act) {
      await act(full);
      if (isDone) change({ state: 'waiting' });
    }
    while (isDone && !(await isDone(full, sinceMs))) await pause(pollMs, signal);
    await pause(paceMs, signal);
  };

  try {
    for (const [at, step] of scenario.steps.entries()) {
      signal.throwIfAborted();
      await play(step, at);
    }
    change({ state: 'done' });
  } catch (error) {
    if (signal.aborted) change({ state: 'stopped' });
    else change({ state: 'failed', reason: (error as Error).message });
  }
};

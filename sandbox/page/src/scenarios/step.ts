import type { Dictionary } from '../text/en.ts';

/** Something a step shows for typing or copying: a login, a code, what a service answered. */
export type Shown = { label: keyof Dictionary; value: string };

/** What the steps of one run know and may do. */
export type Stage = {
  signal: AbortSignal;
  /** Whose phone lies on the desk; `take` puts another one there. */
  personId: number;
  take(personId: number): void;
  /** Whether one of these steps was on the timeline since the moment given: `user.registered.v1`, `code → sms`. */
  hasHappened(names: readonly string[], sinceMs: number): boolean;
  /** What earlier steps found out, by name. */
  notes: Map<string, string>;
  show(shown: readonly Shown[]): void;
};

/**
 * One step of a story. Whoever does it, the desk or the person who watches, the story goes on once it is done: so it can
 * be taken over at any step.
 */
export type Step = {
  words: keyof Dictionary;
  /** The desk does it; without, the person is asked to. */
  act?(stage: Stage): Promise<void>;
  /**
   * Whether it has come about since the moment given: when the step began, or the one before where there is nothing to
   * act. Without, it has as soon as `act` ended.
   */
  isDone?(stage: Stage, sinceMs: number): Promise<boolean> | boolean;
};

export type Scenario = { id: string; title: keyof Dictionary; steps: readonly Step[] };

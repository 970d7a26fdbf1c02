import type { Messenger, PersonRef } from '../panels/people/someone.ts';
import type { Dictionary } from '../text/en.ts';
import type { Finger } from './finger/create-finger.ts';

/** Something a step shows for typing or copying: a login, a code, what a service answered. */
export type Shown = { label: keyof Dictionary; value: string };

/** What the steps of one run know and may do. */
export type Stage = {
  /** Ends when the story is stopped, or its person does the step. */
  signal: AbortSignal;
  /** Whose phone lies on the desk; `take` puts another one there. */
  person: PersonRef;
  take(person: PersonRef): void;
  /** On whose phone the story is played. */
  messenger: Messenger;
  /** What new people speak: the language of the desk. */
  languageCode: string;
  finger: Finger;
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
  /** Finds out, and shows, what is needed to do it, whoever does it then. */
  prepare?(stage: Stage): Promise<void>;
  /** The desk does it; without, it comes about by itself. */
  act?(stage: Stage): Promise<void>;
  /**
   * Whether it has come about since the moment given: when the step began, or the one before where there is nothing to
   * act. Without, it has as soon as `act` ended, and it can't be taken over.
   */
  isDone?(stage: Stage, sinceMs: number): Promise<boolean> | boolean;
  /** Whoever watches may be quicker: it has then come about while the desk is still at it. */
  isShared?: boolean;
};

export type Scenario = { id: string; title: keyof Dictionary; steps: readonly Step[] };

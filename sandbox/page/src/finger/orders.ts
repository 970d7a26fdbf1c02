/** What the finger may touch: a button by its accessible name, in any language that the app speaks, or a field by what belongs in it. */
export type Target =
  | { button: readonly string[] }
  /** Token of `autocomplete`: `username`, `one-time-code`. */
  | { field: string };

/** Each order is carried out at once or not at all; who gives it waits and repeats. */
export type Order = { target: Target } & ({ act: 'find' } | { act: 'tap' } | { act: 'write'; text: string });

/** Where it was touched, in CSS pixels of the app's window; null where there is no such thing, or not yet. */
export type Answer = { x: number; y: number } | null;

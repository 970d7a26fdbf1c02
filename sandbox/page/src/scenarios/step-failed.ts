import type { Dictionary } from '../text/en.ts';

/** A step can't be done; says why in words of the page. */
export class StepFailed extends Error {
  override name = 'StepFailed';
  readonly words: keyof Dictionary;
  readonly values: Readonly<Record<string, string>>;

  constructor(words: keyof Dictionary, values: Readonly<Record<string, string>> = {}) {
    super(words);
    this.words = words;
    this.values = values;
  }
}

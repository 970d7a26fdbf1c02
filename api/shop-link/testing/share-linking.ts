import { afterAll, beforeAll } from 'vitest';
import { type Linking, startLinking } from './start-linking.ts';

/** One API and one shop for the tests of a file; each begins anew. */
export const shareLinking = (): (() => Promise<Linking>) => {
  let linking: Linking;
  beforeAll(async () => {
    linking = await startLinking();
  });
  afterAll(() => linking[Symbol.asyncDispose]());
  return async () => {
    await linking.begin();
    return linking;
  };
};

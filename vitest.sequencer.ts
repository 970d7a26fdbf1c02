import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What runs whole processes and browsers begins first: short files fill the gaps at the end, and no core idles. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      /\/(e2e|sandbox\/page)\/|\.service\.test\.ts$/.test(moduleId) ? 0 : 1;
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

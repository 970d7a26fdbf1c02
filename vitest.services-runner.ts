import { inject, type RunnerTestFile, type RunnerTestSuite, TestRunner } from 'vitest';

const skipAll = (suite: RunnerTestFile | RunnerTestSuite): void => {
  suite.mode = 'skip';
  for (const task of suite.tasks) {
    task.mode = 'skip';
    if (task.type === 'suite') skipAll(task);
  }
};

/** Skips every test, and the hooks around it, where Kafka or Redis can't run: test files need not ask. */
export default class ServicesRunner extends TestRunner {
  onBeforeRunFiles(files: RunnerTestFile[]): void {
    if (inject('services').missing.length > 0) files.forEach(skipAll);
  }
}

import type { Reporter, TestModule, Vitest } from 'vitest/node';

const servicesCommand = 'npm run test:services';

/** Closes a run with the plain line that people and CI read: `N passed, N failed, N skipped`. */
export default class CountsReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const skipped = count.skipped + count.pending;
    this.#sayWhatIsMissing(modules);
    this.#sayWhatIsLeft();
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${skipped} skipped\n`);
  }

  /** Why tests of real engines were skipped, which, and what to type. */
  #sayWhatIsMissing(modules: readonly TestModule[]): void {
    const project = this.#vitest?.projects.find(({ name }) => name === 'services');
    const files = modules
      .filter((module) => module.project === project)
      .map((module) => module.relativeModuleId);
    const missing = files.length > 0 ? (project?.getProvidedContext().services?.missing ?? []) : [];
    if (missing.length === 0) return;
    const lines = [
      'Skipped, because they run on Apache Kafka and Redis:',
      ...files.map((file) => `  ${file}`),
    ];
    process.stdout.write(`\n${[...lines, ...missing, `Then: ${servicesCommand}`].join('\n')}\n`);
  }

  /** A run without the services' tests is not all of them, and says so. */
  #sayWhatIsLeft(): void {
    if (this.#vitest?.projects.some(({ name }) => name === 'services')) return;
    process.stdout.write(
      `\nThe tests on Apache Kafka and Redis are a run of their own: ${servicesCommand}\n`,
    );
  }
}

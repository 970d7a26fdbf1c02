import type { z } from 'zod';

/** BSD `EX_CONFIG`: what every Atlas process exits with when its environment can't be used. */
export const exitCodeForConfiguration = 78;

/** Every fault of the environment at once, a line each, each naming its key. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The configuration cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigurationError';
    this.faults = faults;
  }
}

/**
 * Reads a process's configuration from the environment by its zod schema. An empty variable counts as absent.
 * Values are never echoed: a broken secret must not reach a log.
 *
 * @throws ConfigurationError naming every key that is missing or broken.
 */
export const loadConfig = <Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> => {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => {
      const key = issue.path.join('.') || 'environment';
      return present[key] === undefined && issue.code === 'invalid_type'
        ? `${key} is required`
        : `${key}: ${issue.message}`;
    }),
  );
};

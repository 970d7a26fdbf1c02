import { z } from 'zod';

/** A whole number within bounds, from text; anything else is a fault, never a default. */
export const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(min).max(max));

/** What every process reads: where it listens, and how much it says. */
export const processVariables = (defaultPort: number) => ({
  PORT: wholeNumber(0, 65_535).default(defaultPort).describe('Port to listen on; 0 takes a free one.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe line that is written.'),
});

/** What every process that keeps something reads. */
export const databaseVariables = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL.'),
};

/** What a process that seals or opens something reads. */
export const masterKeyVariables = {
  ATLAS_MASTER_KEY: z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')
    .describe('Seals what is stored, and opens it; the same for all processes. `openssl rand -base64 32`.'),
};

/** What a process reads that shares counters, replays and tokens with others of its kind. */
export const redisVariables = {
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe(
      'Redis, `rediss://…` with TLS. Without it limits and replays are kept in this process: run one.',
    ),
};

export type ProcessEnvironment = z.output<z.ZodObject<ReturnType<typeof processVariables>>>;

import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d+$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.number().min(1).max(65_535));

/** Environment of the sandbox when it runs alone. */
export const SandboxEnvironment = z
  .object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'])
      .default('development')
      .refine((value) => value !== 'production', 'production refuses the sandbox')
      .describe('`production` is refused.'),
    PORT: port.default(3000).describe('Port to listen on, on 127.0.0.1.'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where browsers and clients reach it; `http://localhost:$PORT` when absent.'),
    SANDBOX_SMTP_PORT: z
      .string()
      .regex(/^\d+$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.number().max(65_535))
      .default(0)
      .describe('Port of the mail server, on 127.0.0.1; 0 takes any that is free.'),
    SANDBOX_STORAGE: z
      .string()
      .default('.atlas/sandbox.sqlite')
      .describe('File that keeps everything, or `:memory:`.'),
    SANDBOX_WEBHOOK_DELAY_MS: z
      .string()
      .regex(/^\d{1,5}$/, 'must be whole milliseconds')
      .transform(Number)
      .default(0)
      .describe('Wait before each webhook call, in milliseconds.'),
    SANDBOX_FLOOD_LIMITS: z
      .enum(['on', 'off'])
      .default('on')
      .describe("Telegram's limits on sending; `off` for load tests."),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('Least severe line that is written.'),
  })
  .transform((environment) => ({
    ...environment,
    PUBLIC_URL: (environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`).replace(/\/$/, ''),
  }));
export type SandboxEnvironment = z.output<typeof SandboxEnvironment>;

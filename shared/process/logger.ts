import { pino } from 'pino';

/** Structured log. Callers pass ids, codes and counts; never a body, a header, a token or a name. */
export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
};

/** The one error shape in logs: code, name and the top of the stack; no properties, which may hold data. */
const describeError = (error: unknown) => {
  if (!(error instanceof Error)) return { message: 'not an Error' };
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: error.message.slice(0, 300),
    stack: error.stack?.split('\n').slice(1, 6).join('\n'),
  };
};

/** JSON lines on standard output, or on `destination`. Secrets that slip into a known key are cut all the same. */
export const createLogger = (
  { process, level = 'info' }: { process: string; level?: string },
  destination?: { write(line: string): void },
): Logger =>
  pino(
    {
      level,
      base: { process },
      serializers: { error: describeError, err: describeError },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: {
        paths: [
          'authorization',
          'dpop',
          'initData',
          'token',
          'accessToken',
          'refreshToken',
          'secret',
          'password',
          'code_verifier',
        ].flatMap((key) => [key, `*.${key}`]),
        censor: '[cut]',
      },
    },
    ...(destination ? [destination] : []),
  );

import process from 'node:process';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AtlasError } from '../errors/index.ts';
import { UsageError } from './open-atlas.ts';

/** Reads options; an unknown one is the caller's mistake. @throws UsageError */
export const readOptions = <const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
) => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** Reads a verb, what follows it, and options; an unknown one is the caller's mistake. @throws UsageError */
export const readCommand = <const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
) => {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** What the failure was made of, as its names, codes and messages, the outermost first. */
const namesOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.name} ${(error as NodeJS.ErrnoException).code ?? ''} ${error.message} ${namesOf(error.cause)}`
    : '';

const kafkaWordsOf = (error: AtlasError): string => {
  const names = namesOf(error);
  if (/SASL/.test(names))
    return 'Kafka refuses the user. See KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.';
  if (/certificate/i.test(names))
    return 'Kafka’s certificate is not trusted: is it signed by what KAFKA_TLS_CA holds, and made for this host?';
  return 'Kafka does not answer. See that it runs and that KAFKA_BROKERS names it.';
};

const wordsOf = (error: unknown): string => {
  if (error instanceof AtlasError && error.code === 'unavailable')
    return error.details.dependency === 'kafka'
      ? kafkaWordsOf(error)
      : 'PostgreSQL does not answer. Start Atlas (npm start), or set DATABASE_URL.';
  return error instanceof Error ? error.message : String(error);
};

/**
 * Runs a command: `--help` prints its help; a failure is one line on standard error and exit code 2; else the exit code
 * is what `run` resolves to.
 */
export const runCommand = async (help: string, run: () => Promise<number>): Promise<void> => {
  if (process.argv.includes('--help')) {
    process.stdout.write(help);
    return;
  }
  try {
    process.exitCode = await run();
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`);
    process.exitCode = 2;
  }
};

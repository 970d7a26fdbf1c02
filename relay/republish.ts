import process from 'node:process';
import { readOptions, runCommand, UsageError } from '@atlas/shared/command-line';
import { kafkaConnectionOf } from '@atlas/shared/kafka';
import { createLogger, loadConfig } from '@atlas/shared/process';
import { republishLog, SwitchEnvironment } from './index.ts';

const help = `npm run -s bus:republish -- --since TIME

For a Kafka that lost its data. Lets the relay publish again every event of the log since TIME (ISO 8601, such as
2026-11-20T06:00:00Z): from before the oldest that some group may not have handled. Creates topics that are gone. Stop every
relay first, start it again afterwards. Groups pass over what they have had. Exit code 0: done; 2: it could not be done.

Uses DATABASE_URL, KAFKA_BROKERS and the other KAFKA_ keys of docs/configuration.md.
`;

const readTime = (text: string | undefined): Date => {
  const time = new Date(text ?? '');
  if (Number.isNaN(time.getTime()))
    throw new UsageError('Say since when: --since 2026-11-20T06:00:00Z, in ISO 8601.');
  return time;
};

await runCommand(help, async () => {
  const since = readTime(readOptions({ since: { type: 'string' } }).since);
  const env = loadConfig(SwitchEnvironment, process.env);
  const logger = createLogger({ process: 'bus:republish', level: 'warn' }, process.stderr);
  const connection = kafkaConnectionOf(env);
  const { events, place } = await republishLog({ databaseUrl: env.DATABASE_URL, connection, since, logger });
  process.stdout.write(
    `The relay will publish ${events} events, from after transaction ${place.transactionId}, position ${place.position}.\n`,
  );
  return 0;
});

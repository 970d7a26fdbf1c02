import process from 'node:process';
import { readOptions, runCommand } from '@atlas/shared/command-line';
import { kafkaConnectionOf } from '@atlas/shared/kafka';
import { createLogger, loadConfig } from '@atlas/shared/process';
import { SwitchEnvironment, switchBus } from './index.ts';

const help = `npm run -s bus:switch

Moves every consumer group from the embedded bus (the event log itself) to Kafka. Stop what consumes events first; the api
may go on. Creates the topics, and lets the relay begin where the group stands that is furthest behind. Then start the
relay, and the consumers with KAFKA_BROKERS. No event is lost, none is handled twice, and one account's events stay in
order. Changes nothing the second time. Exit code 0: switched; 2: it could not be done.

Uses DATABASE_URL, KAFKA_BROKERS and the other KAFKA_ keys of docs/configuration.md.
`;

await runCommand(help, async () => {
  readOptions({});
  const env = loadConfig(SwitchEnvironment, process.env);
  const logger = createLogger({ process: 'bus:switch', level: 'warn' }, process.stderr);
  const connection = kafkaConnectionOf(env);
  const { groups, isNew, place } = await switchBus({ databaseUrl: env.DATABASE_URL, connection, logger });
  const at = `transaction ${place.transactionId}, position ${place.position}`;
  process.stdout.write(
    isNew
      ? `Switched ${groups.length} groups (${groups.join(', ')}): the relay begins at ${at}.\n`
      : `The relay is there already, at ${at}: nothing was changed.\n`,
  );
  return 0;
});

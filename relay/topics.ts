import process from 'node:process';
import { readOptions, runCommand } from '@atlas/shared/command-line';
import { ensureTopics, kafkaConnectionOf } from '@atlas/shared/kafka';
import { createLogger, loadConfig } from '@atlas/shared/process';
import { TopicsEnvironment } from './index.ts';

const help = `npm run -s topics

Creates the topics of Atlas in Kafka, or sets those that are there as they should be: retention, copies that must hold
what is acknowledged, size of a record. Changes nothing the second time, and never the number of partitions. Exit code
0: all is as it should be; 2: it could not be done.

Uses KAFKA_BROKERS and the other KAFKA_ keys of docs/configuration.md.
`;

await runCommand(help, async () => {
  readOptions({});
  const connection = kafkaConnectionOf(loadConfig(TopicsEnvironment, process.env));
  const logger = createLogger({ process: 'topics', level: 'warn' }, process.stderr);
  const outcomes = await ensureTopics({ connection, logger });
  for (const { topic, partitions, outcome } of outcomes)
    process.stdout.write(`${topic}: ${outcome}, ${partitions} partitions\n`);
  return 0;
});

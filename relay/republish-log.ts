import { UsageError } from '@atlas/shared/command-line';
import { connectReader, type Place, tryLead } from '@atlas/shared/event-bus';
import { ensureTopics, type KafkaConnection, sink, topics } from '@atlas/shared/kafka';
import type { Logger } from '@atlas/shared/process';
import { rewindSink } from './queries.ts';

export type Republished = {
  /** Where the relay goes on from. */
  place: Place;
  /** How many events of the log lie past it. */
  events: number;
};

type Deps = { databaseUrl: string; connection: KafkaConnection; since: Date; logger: Logger };

/**
 * Lets the relay publish again what the log holds since a moment, for a Kafka that lost its data: creates the topics that
 * are gone and sets the relay's place back, never forward. Groups hear again of what they had; their inboxes take it.
 *
 * @throws UsageError while a relay publishes, or where none ever did · AtlasError `unavailable`
 */
export const republishLog = async ({
  databaseUrl,
  connection,
  since,
  logger,
}: Deps): Promise<Republished> => {
  await ensureTopics({ connection, logger });
  await using sql = await connectReader(databaseUrl, 'republish');
  if (!(await tryLead(sql, sink)))
    throw new UsageError('A relay is publishing. Stop every relay, then run this again.');
  const names = topics.map(({ name }) => name);
  const republished = await rewindSink(sql, sink, names, since);
  if (!republished)
    throw new UsageError('No relay has published from this log yet: start one, it begins where it has to.');
  return republished;
};

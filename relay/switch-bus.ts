import { UsageError } from '@atlas/shared/command-line';
import { connectReader, type Place, type ReaderConnection, tryLead } from '@atlas/shared/event-bus';
import { ensureTopics, type KafkaConnection, sink, topics } from '@atlas/shared/kafka';
import type { Logger } from '@atlas/shared/process';
import { insertSink, selectGroups } from './queries.ts';

export type Switched = {
  /** Groups that read the log themselves until now; each goes on after what it has done. */
  groups: readonly string[];
  /** False when the relay had a place already, so that nothing was changed. */
  isNew: boolean;
  /** Where the relay stands. */
  place: Place;
};

type Deps = { databaseUrl: string; connection: KafkaConnection; logger: Logger };

/** Nobody reads the log for these groups from here on, until the connection ends. @throws UsageError when somebody does */
const leadAll = async (sql: ReaderConnection, groups: readonly string[]): Promise<void> => {
  const busy: string[] = [];
  for (const group of groups) if (!(await tryLead(sql, group))) busy.push(group);
  if (busy.length === 0) return;
  throw new UsageError(
    `Still read by running processes: ${busy.join(', ')}. Stop them, then run this again.`,
  );
};

/**
 * Moves the groups of the embedded bus to Kafka: creates the topics and lets the relay begin where the group stands that
 * is furthest behind. Each group begins at that event too and passes over, by its old cursor, what it has done, so that
 * no event is lost, none is handled again, and one account's events stay in order. What is parked stays parked.
 *
 * @throws UsageError while a group is still read · AtlasError `unavailable`
 */
export const switchBus = async ({ databaseUrl, connection, logger }: Deps): Promise<Switched> => {
  await ensureTopics({ connection, logger });
  await using sql = await connectReader(databaseUrl, 'switch');
  const cursors = await selectGroups(sql);
  const groups = cursors.map(({ group }) => group).filter((group) => group !== sink);
  const standing = cursors.find(({ group }) => group === sink);
  if (standing) return { groups, isNew: false, place: standing };
  await leadAll(sql, [...groups, sink]);
  const place = await insertSink(
    sql,
    sink,
    topics.map(({ name }) => name),
  );
  return { groups, isNew: true, place };
};

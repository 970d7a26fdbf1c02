import { AtlasError } from '../errors/index.ts';
import type { Clock, Database, EventBus, EventHandler } from '../ports/index.ts';
import type { Logger, Metrics } from '../process/index.ts';
import type { Vault } from '../sealing/index.ts';
import { createDecode } from './decode.ts';
import { createEventAge } from './event-age.ts';
import { createHandleBatch } from './handle-batch.ts';
import { ensureCursor, selectLag, selectParked } from './queries.ts';
import { type Reader, startReader } from './reader.ts';
import { createReplayParked } from './replay-parked.ts';
import { startReplayRequests } from './replay-requests.ts';

type Deps = {
  database: Database;
  /** For the readers' own connections: a group is led by whoever holds a lock of the session. */
  databaseUrl: string;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  metrics?: Metrics;
  /** The net under `wake`, in ms (Default: 250). */
  pollMs?: number;
};

/**
 * The event log itself as the bus: a cursor per group, read by one member at a time. No broker, and nothing that could
 * disagree with the log; survives kill -9 of any member and PostgreSQL being away.
 */
export const createEmbeddedEventBus = ({
  database,
  databaseUrl,
  vault,
  clock,
  logger,
  metrics,
  pollMs = 250,
}: Deps): EventBus => {
  const decode = createDecode({ vault });
  const replay = createReplayParked({ database, decode, clock });
  const observeAgeOf = createEventAge(metrics);
  const members = new Map<Reader, { group: string; handle: EventHandler; stop(): Promise<void> }>();

  return {
    subscribe: async (subscription) => {
      const { group, topics, handle, batchSize = 500, from = 'earliest' } = subscription;
      await ensureCursor(database, { group, topics, from });
      const observeAge = observeAgeOf(group);
      const process = createHandleBatch({ group, handle, decode, clock, logger, observeAge });
      const member = await startReader({ databaseUrl, group, topics, batchSize, pollMs, logger, process });
      const requests = startReplayRequests({
        group,
        database,
        replay: (key) => replay({ group, key, handle }),
        logger,
      });
      const stop = async () => {
        await Promise.all([requests.stop(), member.stop()]);
        members.delete(member);
      };
      members.set(member, { group, handle, stop });
      return { stop };
    },
    lag: (group) => selectLag(database, group, clock()),
    parked: (group) => selectParked(database, group),
    replayParked: async (group, key) => {
      const member = [...members.values()].find((candidate) => candidate.group === group);
      if (!member)
        throw new AtlasError('not_found', { hint: `no member of the consumer group ${group} lives here` });
      return replay({ group, key, handle: member.handle });
    },
    wake: () => {
      for (const member of members.keys()) member.wake();
    },
    close: async () => {
      await Promise.all([...members.values()].map((member) => member.stop()));
    },
  };
};

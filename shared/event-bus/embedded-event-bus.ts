import { AtlasError } from '../errors/index.ts';
import type { Clock, Database, EventBus, EventHandler } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import type { Vault } from '../sealing/index.ts';
import { createDecode } from './decode.ts';
import { type Member, startMember } from './member.ts';
import { ensureCursor, selectLag, selectParked } from './queries.ts';
import { createReplayParked } from './replay-parked.ts';

type Deps = {
  database: Database;
  /** For the readers' own connections: a group is led by whoever holds a lock of the session. */
  databaseUrl: string;
  vault: Vault;
  clock: Clock;
  logger: Logger;
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
  pollMs = 250,
}: Deps): EventBus => {
  const decode = createDecode({ vault });
  const replay = createReplayParked({ database, decode, clock });
  const members = new Map<Member, { group: string; handle: EventHandler }>();

  return {
    subscribe: async (subscription) => {
      const { group, topics, handle, from = 'earliest' } = subscription;
      await ensureCursor(database, { group, topics, from });
      const member = await startMember(subscription, { databaseUrl, decode, clock, logger, pollMs });
      members.set(member, { group, handle });
      return {
        stop: async () => {
          await member.stop();
          members.delete(member);
        },
      };
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
      await Promise.all([...members.keys()].map((member) => member.stop()));
      members.clear();
    },
  };
};

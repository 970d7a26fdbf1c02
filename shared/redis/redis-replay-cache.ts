import { randomUUID } from 'node:crypto';
import type { Claim, ReplayCache } from '../ports/index.ts';
import type { Logger } from '../process/index.ts';
import type { RedisConnection } from './connect-redis.ts';
import type { KeyNames } from './key-names.ts';

type Deps = { redis: RedisConnection; keyNames: KeyNames; logger: Logger };

/** In one step, so that what is claimed is claimed in the very epoch that the proof is bound to. */
const claimScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 'lost' end
if redis.call('set', KEYS[2], '1', 'NX', 'EX', ARGV[2]) then return 'claimed' end
return 'seen'`;

/** An epoch needs no end; but what is left of a server that is gone should not stay for ever. */
const epochSeconds = 7 * 86_400;

const readInfo = (text: string): Map<string, string> =>
  new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );

/**
 * What Redis remembers, for all processes. Its epoch ends with anything that may have lost a claim: the server's run (a
 * restart brings back what was saved last, which is older), its line of replication (the successor of a primary may lack
 * the last claims), or the keys being flushed. A server that throws keys out for want of room is not used at all.
 */
export const createRedisReplayCache = ({ redis, keyNames, logger }: Deps): ReplayCache => {
  const { client } = redis;
  let known: { epochKey: string; epoch: string } | null = null;

  const findEpoch = async () => {
    const info = readInfo(await client.info());
    const [run, line] = [info.get('run_id'), info.get('master_replid')];
    const mayEvict = info.get('maxmemory') !== '0' && info.get('maxmemory_policy') !== 'noeviction';
    if (!run || !line || mayEvict) {
      logger.warn({}, 'redis may forget what it holds (maxmemory-policy): replays are kept in PostgreSQL');
      return null;
    }
    const epochKey = keyNames('epoch', `${run}.${line}`);
    await client.set(epochKey, randomUUID(), 'EX', epochSeconds, 'NX');
    const epoch = await client.get(epochKey);
    return epoch === null ? null : { epochKey, epoch };
  };

  let asked = 0;
  const begin = () => {
    asked += 1;
    const asking = asked;
    findEpoch().then(
      (found) => {
        // A connection that ended meanwhile says nothing about the next one.
        if (asking === asked) known = found;
      },
      () => {},
    );
  };
  const end = () => {
    asked += 1;
    known = null;
  };
  redis.watch({ up: begin, down: end });

  return {
    epoch: () => known?.epoch ?? null,
    claim: async (key, { ttlSeconds, epoch }) => {
      if (known?.epoch !== epoch) return 'lost';
      const { epochKey } = known;
      const claim = (await client
        .eval(claimScript, 2, epochKey, keyNames('replay', key), epoch, ttlSeconds)
        .catch(() => 'lost')) as Claim;
      if (claim === 'lost' && known?.epoch === epoch) {
        end();
        if (client.status === 'ready') begin();
      }
      return claim;
    },
  };
};

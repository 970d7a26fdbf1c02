import type { Channel, Clock, Database } from '@atlas/shared/ports';
import { type Leased, leaseDeliveries, lockLane, selectDue } from './queries.ts';

/**
 * How fast a lane and a chat may go. A lane's burst is small, so that any one second stays near its rate; a chat's is for
 * what its person is the cause of, not for what goes to everybody.
 */
export type Rate = { perSecond: number; burst: number; chatPerSecond: number; chatBurst: number };

/**
 * What Telegram publishes: about 30 messages a second per bot, one a second per chat with short bursts. [Bots FAQ]
 */
export const telegramRate: Rate = { perSecond: 30, burst: 5, chatPerSecond: 1, chatBurst: 3 };

/** Short bursts to one number or address are a person who asks again; more is somebody else's doing. */
export const contactRate = (perSecond: number): Rate => ({
  perSecond,
  burst: Math.max(5, Math.ceil(perSecond / 5)),
  chatPerSecond: 1,
  chatBurst: 5,
});

/** Longer than any call takes, so that only a process that went away leaves one behind. */
const leaseSeconds = 20;

/**
 * `isRateLimited`: the lane's rate (or the caller's room) is used up, and more may be waiting. `perSecond`: the rate it has
 * just now.
 */
export type Lease = { leased: Leased[]; isRateLimited: boolean; perSecond: number };

const after = (from: Date, ms: number) => new Date(from.getTime() + ms);

/**
 * Free sends and the theoretical arrival time after taking `n` of them (GCRA). A stored time far ahead is from a clock
 * that has since been set back, and counts as now.
 */
export const laneBudget = (
  nextSlotAt: Date,
  now: Date,
  { perSecond, burst }: Pick<Rate, 'perSecond' | 'burst'>,
) => {
  const intervalMs = 1000 / perSecond;
  const ahead = nextSlotAt.getTime() - now.getTime();
  // Twice the burst, for one that was taken at half the rate.
  const start = ahead > 0 && ahead <= 2 * (burst + 1) * intervalMs ? nextSlotAt.getTime() : now.getTime();
  return {
    free: Math.max(0, Math.floor((now.getTime() + burst * intervalMs - start) / intervalMs + 1e-6)),
    nextSlotAt: (n: number) => new Date(Math.round(start + n * intervalMs)),
  };
};

const onePerChat = (due: readonly { id: string; address: string }[], limit: number): string[] =>
  [...new Map(due.toReversed().map(({ id, address }) => [address, id])).values()].reverse().slice(0, limit);

/**
 * Takes what a lane may send now: at most one message per chat, within the rates of lane and chat, most urgent first.
 * The lane's row is locked meanwhile, so the rates hold over all processes.
 */
export const createLease =
  ({ database, clock, rate }: { database: Database; clock: Clock; rate: Rate }) =>
  ({ lane, provider }: Pick<Channel, 'lane' | 'provider'>, maxCount: number): Promise<Lease> =>
    database.transaction(async (tx) => {
      const now = clock();
      const row = await lockLane(tx, { lane, configured: rate.perSecond, now });
      const nothing = { leased: [], isRateLimited: false, perSecond: row?.perSecond ?? rate.perSecond };
      if (!row || row.pausedUntil > now) return nothing;
      const { perSecond } = row;
      const budget = laneBudget(row.nextSlotAt, now, { perSecond, burst: rate.burst });
      const limit = Math.min(budget.free, maxCount);
      if (limit === 0) return { ...nothing, isRateLimited: true };
      const chatSlotMs = 1000 / rate.chatPerSecond;
      const chatFreeAt = after(now, (rate.chatBurst - 1) * chatSlotMs);
      // Some rows may be of one chat; a few more are looked at so that they don't crowd out others.
      const due = await selectDue(tx, { lane, now, chatFreeAt, limit: limit * 4 + 16 });
      const ids = onePerChat(due, limit);
      if (ids.length === 0) return nothing;
      const laneNextSlotAt = budget.nextSlotAt(ids.length);
      const leaseUntil = after(now, leaseSeconds * 1000);
      const slots = { laneNextSlotAt, chatSlotMs };
      const leased = await leaseDeliveries(tx, { ids, lane, now, leaseUntil, ...slots, provider });
      return { leased, isRateLimited: ids.length === limit, perSecond };
    });

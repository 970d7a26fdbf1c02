import type { AtlasEvent } from '../events/index.ts';
import { type Clock, type EventBus, systemClock } from '../ports/index.ts';

/** Sessions that ended before their access tokens did. */
export type RevokedSessions = {
  has(sessionId: string): boolean;
  /** False while the bus is not heard: what was revoked since is not known here. */
  isCurrent(): boolean;
  stop(): Promise<void>;
};

/** As long as an access token may live at the most, and what clocks may differ. */
const keptSeconds = 900 + 60;
/** Older knowledge than that is no good for a purchase. */
const maxLagSeconds = 5;
const lagCheckMs = 1000;

/**
 * Hears from the event bus which sessions were revoked, within a second, and forgets each when its last access token
 * has ended.
 *
 * @param group consumer group; a name of its own for every process, because each must hear of every session. One that
 *   stays the same over a restart also hears what was revoked meanwhile.
 */
export const followRevokedSessions = async ({
  bus,
  group,
  clock = systemClock,
}: {
  bus: EventBus;
  group: string;
  clock?: Clock;
}): Promise<RevokedSessions> => {
  const forgetAtMs = new Map<string, number>();
  let heardAtMs = clock().getTime();

  const forget = (nowMs: number) => {
    for (const [sessionId, untilMs] of forgetAtMs) if (untilMs <= nowMs) forgetAtMs.delete(sessionId);
  };
  const hear = async (events: readonly AtlasEvent[]) => {
    const nowMs = clock().getTime();
    forget(nowMs);
    for (const event of events) {
      if (event.type !== 'session.revoked.v1') continue;
      const untilMs = Date.parse(event.time) + keptSeconds * 1000;
      if (untilMs > nowMs) for (const id of event.data.sessionIds) forgetAtMs.set(id, untilMs);
    }
  };
  const checkLag = async () => {
    const askedAtMs = clock().getTime();
    const { oldestSeconds, parked } = await bus.lag(group);
    if (oldestSeconds <= maxLagSeconds && parked === 0) heardAtMs = askedAtMs;
  };

  const subscription = await bus.subscribe({
    group,
    topics: ['atlas.accounts'],
    handle: hear,
    from: 'latest',
  });
  // A check that fails leaves `heardAtMs` where it was, which is the whole point.
  const timer = setInterval(() => void checkLag().catch(() => {}), lagCheckMs);
  timer.unref();
  return {
    has: (sessionId) => forgetAtMs.has(sessionId),
    isCurrent: () => clock().getTime() - heardAtMs <= maxLagSeconds * 1000,
    stop: async () => {
      clearInterval(timer);
      await subscription.stop();
    },
  };
};

import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import type { GoOn } from '../dispatcher/index.ts';
import { capTexts } from './cap-texts.ts';
import { insertDeliveries, type NewDelivery } from './queries.ts';
import type { Queued } from './queue-notices.ts';

/** Reasons for which another way to reach the person may be open. */
const barred: readonly (string | null)[] = ['recipient_blocked', 'channel_absent', 'too_many_texts'];

/** Whether a message goes no further by the way it was meant to. */
export const isStuck = ({ state, reason, fallback_at }: NewDelivery): boolean =>
  state === 'suppressed' && fallback_at !== null && barred.includes(reason);

/** From facts to rows in the table. Tells for which nobody is known. */
export const createWriteNotices =
  ({
    queueNotices,
    goOn,
  }: {
    queueNotices: (tx: Sql, events: readonly AtlasEvent[], now: Date) => Promise<Queued>;
    goOn: GoOn;
  }) =>
  async (tx: Sql, events: readonly AtlasEvent[], now: Date): Promise<Pick<Queued, 'nobody'>> => {
    const { deliveries, nobody } = await queueNotices(tx, events, now);
    const notices = await capTexts(tx, deliveries, now);
    if (notices.length > 0) await insertDeliveries(tx, notices);
    await goOn(tx, notices.filter(isStuck), now);
    return { nobody };
  };
export type WriteNotices = ReturnType<typeof createWriteNotices>;

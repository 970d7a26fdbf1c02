import type { Clock, Database } from '@atlas/shared/ports';
import type { SealedColumn } from '../at-rest.ts';
import type { UpdateMeters } from '../update-meters.ts';
import { insertUpdates, upsertPeople } from './queries.ts';
import { type NewUpdate, type Notification, readNotification, type Told } from './read-notification.ts';

type Deps = {
  phoneNumberId: string;
  businessId: string;
  database: Database;
  clock: Clock;
  meters: UpdateMeters;
  bodies: SealedColumn<Told>;
  /** Something new waits to be handled. */
  onStored: () => void;
};

export type ReceiveNotification = (notification: Notification, traceparent: string) => Promise<void>;

/** WhatsApp gives up after seven days, and ids are kept for eight: what is older is a replay, whatever its signature. */
const maxAgeSeconds = 7 * 86_400 + 3600;
const maxAheadSeconds = 300;

/** Signatures say nothing of time: that is in what was signed. */
const isFresh = ({ told }: NewUpdate, now: Date): boolean => {
  if (told.kind === 'other') return true;
  const { timestamp } = told.kind === 'message' ? told.message : told.status;
  if (timestamp === undefined || !/^\d{9,11}$/.test(timestamp)) return false;
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  return ageSeconds <= maxAgeSeconds && ageSeconds >= -maxAheadSeconds;
};

/** Who wrote, and when at the latest; system notes are nobody's words. */
const writersOf = (updates: readonly NewUpdate[]): Map<string, Date> => {
  const writers = new Map<string, Date>();
  for (const { told } of updates) {
    if (told.kind !== 'message' || told.message.type === 'system') continue;
    const { from_user_id: userId, timestamp } = told.message;
    const at = new Date(Number(timestamp) * 1000);
    if (userId !== undefined && at > (writers.get(userId) ?? new Date(0))) writers.set(userId, at);
  }
  return writers;
};

/** Puts what a notification tells on disk, once, however often it comes. Only then may WhatsApp be told that we have it. */
export const createReceiveNotification =
  ({ phoneNumberId, businessId, database, clock, meters, bodies, onStored }: Deps): ReceiveNotification =>
  async (notification, traceparent) => {
    const now = clock();
    const told = readNotification(notification, phoneNumberId);
    const updates = told.filter((update) => isFresh(update, now));
    const people = writersOf(updates);
    const stored =
      updates.length === 0
        ? 0
        : await database.transaction(async (tx) => {
            if (people.size > 0) await upsertPeople(tx, { businessId, people });
            return insertUpdates(tx, { phoneNumberId, updates, bodies, traceparent, now });
          });
    meters.received('whatsapp', 'stale', told.length - updates.length);
    meters.received('whatsapp', 'repeat', updates.length - stored);
    meters.received('whatsapp', 'stored', stored);
    if (stored > 0) onStored();
  };

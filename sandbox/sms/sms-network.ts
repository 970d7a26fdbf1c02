import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@atlas/shared/ports';
import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import type { Changes } from '../control/changes.ts';
import type { Faults } from '../faults/faults.ts';
import type { InboxChange } from '../wire.ts';
import type { PostReceipt } from './post-receipt.ts';
import { type NewSms, type SmsStore, type StoredSms, toSmsMessage } from './sms-store.ts';

const lateMs = 5000;

type Deps = {
  store: SmsStore;
  faults: Faults;
  clock: Clock;
  changes: Changes<InboxChange>;
  postReceipt: PostReceipt;
  stopping: AbortSignal;
};

export type SmsNetwork = {
  /** Takes a text and carries it on; what becomes of it is told by receipts. */
  accept(sms: Omit<NewSms, 'id' | 'accepted_at'> & { id?: string }): StoredSms;
  /** Carries on what a stop interrupted. */
  resume(): void;
  idle(): Promise<void>;
};

/** What lies between a gateway and a phone. `bounce`, `late`, `lost` and `duplicate` of the fault panel happen here. */
export const createSmsNetwork = ({
  store,
  faults,
  clock,
  changes,
  postReceipt,
  stopping,
}: Deps): SmsNetwork => {
  const running = new Set<Promise<void>>();
  const nowMs = () => clock().getTime();

  const settle = async (sms: StoredSms, status: StoredSms['status'], errorCode: string | null = null) => {
    const settled = store.settle(sms.id, status, errorCode, status === 'delivered' ? nowMs() : null);
    changes.publish({ inbox: 'sms', message: toSmsMessage(settled) });
    publishTimeline({
      correlationId: traceIdOf(sms.traceparent ?? newTraceparent()),
      step: 'message',
      name: 'sms → phone',
      status,
      id: sms.id,
    });
    await postReceipt(settled, status);
  };

  const carry = async (sms: StoredSms): Promise<void> => {
    const fault = faults.take('sms', ['bounce', 'late', 'lost', 'duplicate'])?.kind;
    if (fault === 'lost') return settle(sms, 'sent');
    await postReceipt(sms, 'sent');
    if (fault === 'bounce') return settle(sms, 'undelivered', '30003');
    if (fault === 'late') await sleep(lateMs, undefined, { signal: stopping });
    if (fault === 'duplicate') store.addCopy(sms.id);
    await settle(sms, 'delivered');
  };

  const start = (sms: StoredSms) => {
    // Cut short by a stop: the text stays unsettled, and the next start carries it on.
    const run = carry(sms)
      .catch(() => undefined)
      .finally(() => running.delete(run));
    running.add(run);
  };

  return {
    accept: (sms) => {
      const stored = store.add({ id: randomUUID(), ...sms, accepted_at: nowMs() });
      start(stored);
      return stored;
    },
    resume: () => {
      for (const sms of store.unsettled()) start(sms);
    },
    idle: async () => {
      await Promise.all(running);
    },
  };
};

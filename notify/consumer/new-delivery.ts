import { randomUUIDv7 } from 'node:crypto';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Vault } from '@atlas/shared/sealing';
import type { Locale } from '@atlas/shared/wire';
import type { ContactAddress } from '../contacts/index.ts';
import type { DecisionStep } from '../decisions/index.ts';
import { sealSecret } from '../dispatcher/index.ts';
import type { Timing } from '../quiet-hours/index.ts';
import { type Params, priorityOf, type Template } from '../templates/index.ts';
import type { NewDelivery } from './queries.ts';

/** Where a message goes: a chat by its id, or a contact whose address is kept nowhere in the clear. */
export type Target =
  | { channel: string; lane: string | undefined; chatId: string }
  | { channel: string; lane: string | undefined; contact: string };

/** The lane of a channel, or of one app of a messenger; undefined where nothing here sends there. */
export type LaneOf = (channel: string, appScope?: string) => string | undefined;

type Draft = {
  /** What asked for it. */
  event: Pick<AtlasEvent, 'id' | 'subject' | 'time' | 'traceparent'>;
  template: Template;
  params: Params;
  target: Target;
  now: Date;
  /** Parameters that are secret: only sealed, and forgotten once nothing is to be sent any more. */
  secretParams?: Params;
  /** Why nothing is sent, in a word; null when it is. */
  reason?: string | null;
  /** When it is sent, if it is (Default: at once). */
  timing?: Timing;
  ref?: string;
  locale?: Locale;
  dueAt?: Date;
  expiresAt?: Date;
  operation?: 'send' | 'delete';
  /** What was decided on the way here, beside kind and channel. */
  decision?: readonly DecisionStep[];
  /** Whether it may go on to another address (Default: where its template says so). */
  mayGoOn?: boolean;
  /** The delivery it is sent instead of. */
  fallbackOf?: string;
};

type Deps = { vault: Vault; contactAddress: (address: string) => ContactAddress };

const after = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);

const fallbackAtOf = ({ template, now, dueAt = now, mayGoOn = true }: Draft): Date | null =>
  mayGoOn && template.fallbackAfterSeconds !== undefined
    ? after(dueAt > now ? dueAt : now, template.fallbackAfterSeconds)
    : null;

const decisionOf = (
  { template, target, decision = [], timing }: Draft,
  reason: string | null,
): DecisionStep[] => [
  { step: 'kind', result: template.kind, detail: template.name },
  ...decision,
  ...(timing?.steps ?? []),
  { step: 'channel', result: target.channel, ...(reason ? { detail: reason } : {}) },
];

/** Why nothing is sent, from the first thing that stands in its way; null when it is sent, now or later. */
const reasonOf = ({ target, reason, timing }: Draft): string | null => {
  // No such channel, or no such app of it, here: said on record, not retried for ever.
  if (target.lane === undefined) return 'channel_absent';
  if (reason) return reason;
  return timing?.state === 'suppressed' ? timing.reason : null;
};

const sentLater = (timing: Timing | undefined) => (timing && 'dueAt' in timing ? timing : undefined);

/** Makes the row of one message to one address. */
export const createNewDelivery =
  ({ vault, contactAddress }: Deps) =>
  (draft: Draft): NewDelivery => {
    const { event, template, params, target, now, secretParams } = draft;
    const id = randomUUIDv7();
    const contact = 'contact' in target ? contactAddress(target.contact) : undefined;
    const reason = reasonOf(draft);
    const later = sentLater(draft.timing);
    const fallbackAt = fallbackAtOf(draft);
    // What can't be sent here may go on to where it can.
    const isToBeSent = reason === null || fallbackAt !== null;
    const isSealed = isToBeSent && (contact !== undefined || secretParams !== undefined);
    const address = 'contact' in target ? target.contact : undefined;
    return {
      id,
      event_id: event.id,
      account_id: event.subject,
      kind: template.kind,
      template: template.name,
      channel: target.channel,
      lane: target.lane ?? target.channel,
      address: 'chatId' in target ? target.chatId : (contact?.hash ?? ''),
      priority: priorityOf(template),
      params,
      traceparent: event.traceparent,
      state: reason === null ? (later?.state ?? 'queued') : 'suppressed',
      reason: reason ?? (later?.state === 'deferred' ? 'quiet_hours' : null),
      due_at: later?.dueAt ?? draft.dueAt ?? now,
      quiet_at: draft.timing?.state === 'queued' ? draft.timing.quietAt : null,
      expires_at: draft.expiresAt ?? after(new Date(event.time), template.ttlSeconds),
      created_at: now,
      ref: draft.ref ?? null,
      operation: draft.operation ?? 'send',
      locale: draft.locale ?? null,
      destination: contact?.masked ?? null,
      sealed: isSealed ? sealSecret(vault, id, { address, params: secretParams ?? {} }) : null,
      decision: decisionOf(draft, reason),
      fallback_at: fallbackAt,
      fallback_of: draft.fallbackOf ?? null,
    };
  };
export type CreateDelivery = ReturnType<typeof createNewDelivery>;

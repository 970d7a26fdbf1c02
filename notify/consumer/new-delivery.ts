import { randomUUIDv7 } from 'node:crypto';
import type { AtlasEvent } from '@atlas/shared/events';
import type { Vault } from '@atlas/shared/sealing';
import type { Locale } from '@atlas/shared/wire';
import type { ContactAddress } from '../contacts/index.ts';
import type { DecisionStep } from '../decisions/index.ts';
import { sealSecret } from '../dispatcher/index.ts';
import { type Params, priorityOf, type Template } from '../templates/index.ts';
import type { NewDelivery } from './queries.ts';

/** Where a message goes: a chat by its id, or a contact whose address is kept nowhere in the clear. */
export type Target =
  | { channel: string; lane: string; chatId: string }
  | { channel: string; lane: string | undefined; contact: string };

type Draft = {
  event: AtlasEvent;
  template: Template;
  params: Params;
  target: Target;
  now: Date;
  /** Parameters that are secret: only sealed, and forgotten once nothing is to be sent any more. */
  secretParams?: Params;
  /** Why nothing is sent, in a word; null when it is. */
  reason?: string | null;
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

const fallbackAt = ({ template, now, dueAt = now, mayGoOn = true }: Draft): Date | null =>
  mayGoOn && template.fallbackAfterSeconds !== undefined
    ? after(dueAt > now ? dueAt : now, template.fallbackAfterSeconds)
    : null;

const decisionOf = ({ template, target, decision = [] }: Draft, reason: string | null): DecisionStep[] => [
  { step: 'kind', result: template.kind, detail: template.name },
  ...decision,
  { step: 'channel', result: target.channel, ...(reason ? { detail: reason } : {}) },
];

/** Makes the row of one message to one address. */
export const createNewDelivery =
  ({ vault, contactAddress }: Deps) =>
  (draft: Draft): NewDelivery => {
    const { event, template, params, target, now, secretParams } = draft;
    const id = randomUUIDv7();
    const contact = 'contact' in target ? contactAddress(target.contact) : undefined;
    // No channel of that name here: said on record, not retried for ever.
    const reason = target.lane === undefined ? 'channel_absent' : (draft.reason ?? null);
    const isSealed = reason === null && (contact !== undefined || secretParams !== undefined);
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
      state: reason === null ? 'queued' : 'suppressed',
      reason,
      due_at: draft.dueAt ?? now,
      expires_at: draft.expiresAt ?? after(new Date(event.time), template.ttlSeconds),
      created_at: now,
      ref: draft.ref ?? null,
      operation: draft.operation ?? 'send',
      locale: draft.locale ?? null,
      destination: contact?.masked ?? null,
      sealed: isSealed ? sealSecret(vault, id, { address, params: secretParams ?? {} }) : null,
      decision: decisionOf(draft, reason),
      fallback_at: fallbackAt(draft),
      fallback_of: draft.fallbackOf ?? null,
    };
  };
export type CreateDelivery = ReturnType<typeof createNewDelivery>;

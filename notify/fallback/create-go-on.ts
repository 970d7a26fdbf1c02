import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import {
  type Chat,
  type CreateDelivery,
  capTexts,
  insertDeliveries,
  type LaneOf,
  type NewDelivery,
  selectChats,
  type Target,
  targetOf,
} from '../consumer/index.ts';
import type { Contact, ContactAddress, OpenContacts } from '../contacts/index.ts';
import { type GoOn, openSecret } from '../dispatcher/index.ts';
import type { Params, Template } from '../templates/index.ts';
import { nextChats, nextCodeChat, nextContacts } from './next-contacts.ts';
import { noteFallback, type StuckDelivery, selectStuck } from './queries.ts';

type Deps = {
  vault: Vault;
  openContacts: OpenContacts;
  contactAddress: (address: string) => ContactAddress;
  createDelivery: CreateDelivery;
  laneOf: LaneOf;
  templateOf: (name: string) => Template | undefined;
};

type Way = { stuck: StuckDelivery; template: Template; secretParams: Params; target: Target };

/**
 * Telegram → another messenger → SMS → e-mail, for messages that somebody has to learn of; a code for a number goes on to
 * the WhatsApp chat that was named with it, then to e-mail. Each step is a delivery of its own that names the
 * one it is sent instead of; a message goes on once, and to nobody who was told of the same thing already.
 */
export const createGoOn = (deps: Deps): GoOn => {
  const { vault, openContacts, contactAddress, createDelivery, laneOf, templateOf } = deps;

  const deliveryBy = ({ stuck, template, secretParams, target }: Way, fallbackOf: string, now: Date) =>
    createDelivery({
      event: {
        id: stuck.eventId,
        subject: stuck.accountId,
        time: stuck.createdAt.toISOString(),
        traceparent: stuck.traceparent,
      },
      template,
      params: stuck.params,
      secretParams,
      target,
      now,
      ref: stuck.ref ?? undefined,
      locale: stuck.locale ?? undefined,
      expiresAt: stuck.expiresAt,
      fallbackOf,
      decision: [{ step: 'fallback', result: 'instead_of', detail: stuck.channel }],
    });

  /** As many steps as it takes to find an address that may be written to. */
  const stepsFrom = async (
    tx: Sql,
    ways: readonly Way[],
    first: string,
    now: Date,
  ): Promise<NewDelivery[]> => {
    const steps: NewDelivery[] = [];
    for (const way of ways) {
      steps.push(...(await capTexts(tx, [deliveryBy(way, steps.at(-1)?.id ?? first, now)], now)));
      if (steps.at(-1)?.state === 'queued') break;
    }
    return steps;
  };

  const waysOf = (
    stuck: StuckDelivery,
    sealed: string | null,
    chats: readonly Chat[],
    contacts: readonly Contact[],
  ): Way[] => {
    const template = templateOf(stuck.template);
    // A code whose secret is gone was taken somewhere: of it nothing can be said any more.
    if (!template || (template.isCode && sealed === null)) return [];
    const secretParams = sealed === null ? {} : openSecret(vault, stuck.id, sealed).params;
    const targets: Target[] = [
      ...(template.isCode
        ? nextCodeChat(stuck, secretParams, laneOf)
        : nextChats(stuck, chats, laneOf).map(targetOf(laneOf))),
      ...nextContacts(stuck, template, contacts, contactAddress).map(({ channel, address: contact }) => ({
        ...{ channel, lane: laneOf(channel), contact },
      })),
    ];
    return targets.map((target) => ({ stuck, template, secretParams, target }));
  };

  return async (tx, stuck, now) => {
    const sealed = new Map(stuck.map((each) => [each.id, each.sealed]));
    const rows = stuck.length > 0 ? await selectStuck(tx, [...sealed.keys()], now) : [];
    if (rows.length === 0) return new Set();
    const accountIds = [...new Set(rows.map(({ accountId }) => accountId))];
    const contacts = await openContacts(tx, accountIds);
    const chats = await selectChats(tx, accountIds);
    const gone = new Set<string>();
    for (const row of rows) {
      const ways = waysOf(
        row,
        sealed.get(row.id) ?? null,
        chats.get(row.accountId) ?? [],
        contacts.get(row.accountId) ?? [],
      );
      const steps = await stepsFrom(tx, ways, row.id, now);
      if (steps.length > 0) await insertDeliveries(tx, steps);
      const last = steps.at(-1);
      const wentOn = last?.state === 'queued';
      if (wentOn) gone.add(row.id);
      const result = wentOn ? { result: 'went_on', detail: last.channel } : { result: 'nowhere_to_go' };
      await noteFallback(tx, { id: row.id, step: { step: 'fallback', ...result }, wentOn });
    }
    return gone;
  };
};

import { randomUUIDv7 } from 'node:crypto';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { isWanted, type NotificationKind } from '@atlas/shared/wire';
import {
  type CreateDelivery,
  insertDeliveries,
  type NewDelivery,
  type Reachable,
  selectReachable,
} from '../consumer/index.ts';
import type { OpenContacts } from '../contacts/index.ts';
import { whenToSend } from '../quiet-hours/index.ts';
import type { SummaryItem, Template } from '../templates/index.ts';
import { digest } from './digest.ts';
import {
  type Collected,
  lockRecipient,
  markDropped,
  markTold,
  releaseAlone,
  selectCollected,
  selectDue,
} from './queries.ts';

/** People whose summaries are made before others have their turn. */
const batchSize = 100;
const maxItems = 20;
/** A message of Telegram holds 4096 characters. [Bot API, sendMessage] */
const maxCharacters = 3500;
/** Of a line, beside what its parameters say. */
const lineCharacters = 160;

type Deps = {
  database: Database;
  clock: Clock;
  templateOf: (name: string) => Template | undefined;
  createDelivery: CreateDelivery;
  openContacts: OpenContacts;
  laneOf: (channel: string) => string | undefined;
  onQueued: () => void;
};

type Line = { row: Collected; item: SummaryItem };

const sizeOf = ({ item }: Line): number =>
  lineCharacters +
  Object.values(item.params)
    .map((value) => String(value).length)
    .reduce((sum, length) => sum + length, 0);

const idsOf = (rows: readonly Collected[]) => rows.map(({ id }) => id);

/** As many as one message holds, and one at the least; the rest make the next summary, at once. */
const thatFit = (lines: readonly Line[]): Line[] => {
  let characters = 0;
  return lines.filter((line, index) => {
    characters += sizeOf(line);
    return index === 0 || (characters <= maxCharacters && index < maxItems);
  });
};

/**
 * Makes the summaries that are due. The messages that it tells and the summary itself change in one transaction, under
 * the person's lock: it is made once, or not yet. True when there may be more.
 */
export const createFoldDigests = (deps: Deps) => {
  const { database, clock, templateOf, createDelivery, openContacts, laneOf, onQueued } = deps;

  /** Drops what is too old or was switched off meanwhile. */
  const dropUnwanted = async (tx: Sql, rows: readonly Collected[], to: Reachable, now: Date) => {
    const isLate = ({ expiresAt }: Collected) => expiresAt <= now;
    const isOff = ({ kind, channel }: Collected) =>
      !isWanted(to.preferences, kind as NotificationKind, channel);
    const late = rows.filter(isLate);
    const off = rows.filter((row) => !isLate(row) && isOff(row));
    if (late.length > 0) await markDropped(tx, idsOf(late), 'expired', 'expired');
    if (off.length > 0) await markDropped(tx, idsOf(off), 'suppressed', 'preference');
    return rows.filter((row) => !late.includes(row) && !off.includes(row));
  };

  const lineOf = async (row: Collected, locale: string): Promise<Line | null> => {
    const template = templateOf(row.template);
    if (!template) return null;
    const params = { ...row.params, ...(await template.load?.(row.params, locale)) } as SummaryItem['params'];
    return { row, item: { template: row.template, params } };
  };

  const digestsOf = async (tx: Sql, to: Reachable, lines: readonly Line[], now: Date) => {
    const expiresAt = new Date(now.getTime() + digest.ttlSeconds * 1000);
    const draft = {
      event: {
        id: randomUUIDv7(),
        subject: to.accountId,
        time: now.toISOString(),
        traceparent: lines[0]?.row.traceparent ?? '',
      },
      template: digest,
      params: { count: lines.length, items: lines.map(({ item }) => item) },
      now,
      expiresAt,
      timing: whenToSend(digest, to, now, expiresAt),
    };
    const chat = { channel: to.channel, lane: `${to.channel}:${to.appScope}`, chatId: to.address };
    const made: NewDelivery[] = [];
    if (isWanted(to.preferences, 'digest', to.channel))
      made.push(
        createDelivery({ ...draft, target: chat, reason: to.isBlocked ? 'recipient_blocked' : null }),
      );
    if (!isWanted(to.preferences, 'digest', 'email')) return made;
    for (const contact of (await openContacts(tx, [to.accountId])).get(to.accountId) ?? []) {
      const { channel, address, removedIn } = contact;
      if (channel !== 'email' || removedIn !== null) continue;
      made.push(createDelivery({ ...draft, target: { channel, lane: laneOf(channel), contact: address } }));
    }
    return made;
  };

  const foldOne = (accountId: string): Promise<boolean> =>
    database.transaction(async (tx) => {
      const now = clock();
      const person = await lockRecipient(tx, accountId);
      const [to] = person ? await selectReachable(tx, [accountId]) : [];
      if (!person || !to) return false;
      const rows = await selectCollected(tx, accountId, now, maxItems * 2);
      const wanted = await dropUnwanted(tx, rows, to, now);
      const lines = await Promise.all(wanted.map((row) => lineOf(row, person.locale)));
      const told = thatFit(lines.filter((line) => line !== null));
      const digests = told.length > 0 ? await digestsOf(tx, to, told, now) : [];
      const [first] = digests;
      // A summary that can go nowhere: each message goes by itself.
      if (!first) {
        await releaseAlone(tx, idsOf(wanted));
        return wanted.length > 0;
      }
      await insertDeliveries(tx, digests);
      await markTold(
        tx,
        told.map(({ row }) => row.id),
        first.id,
      );
      return true;
    });

  return async (): Promise<boolean> => {
    const accountIds = await selectDue(database, clock(), batchSize);
    let isChanged = false;
    for (const accountId of accountIds) isChanged = (await foldOne(accountId)) || isChanged;
    if (isChanged) onQueued();
    return isChanged;
  };
};

import { createHmac } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { SealedColumn } from '../at-rest.ts';
import type { UpdateMeters } from '../update-meters.ts';
import { openingBy } from './parse-push.ts';
import type { PassiveReplies } from './passive-replies.ts';
import { insertUpdate, noteStamp, openWindow } from './queries.ts';
import { doneAt, Push, updateIdOf } from './read-push.ts';

type Deps = {
  /** Of operators. */
  name: string;
  appId: string;
  /** Known to WeChat and us: digests are keyed by it, because what people write can be guessed. */
  token: string;
  database: Database;
  clock: Clock;
  meters: UpdateMeters;
  bodies: SealedColumn<Push>;
  /** Something new waits to be handled. */
  onStored: () => void;
  /** Where answers may go back with the push itself. */
  passiveReplies?: PassiveReplies | undefined;
};

export type ReceivePush = (input: {
  /** Time and nonce of the signed query. */
  stamp: string;
  /** What it came with, opened and as text. */
  content: string;
  body: unknown;
  /** Whether it came encrypted. Nobody else reads what answers such a push; the signature of another covers no body. */
  isSealed: boolean;
  traceparent: string;
}) => Promise<string | null>;

/** Longer than a signed query may be shown. */
export const stampSeconds = 600;
/** What is older than ids are kept is a replay, whoever signed it; and nobody did anything that far in the future. */
const maxAgeSeconds = 7 * 86_400;
const maxAheadSeconds = 300;

/**
 * Puts a push on disk, once, however often it comes. Only then may WeChat be told that we have it. Resolves with the words
 * to answer it with, or null where nothing is said within the request.
 * @throws AtlasError `invalid_request` for what is no push, `webhook_unauthorized` for another body under a query seen before
 */
export const createReceivePush = ({
  name,
  appId,
  token,
  database,
  clock,
  meters,
  bodies,
  onStored,
  passiveReplies,
}: Deps): ReceivePush => {
  const isFresh = (push: Push, now: Date): boolean => {
    const ageSeconds = (now.getTime() - doneAt(push).getTime()) / 1000;
    return ageSeconds <= maxAgeSeconds && ageSeconds >= -maxAheadSeconds;
  };

  const checkStamp = async (tx: Sql, stamp: string, content: string, now: Date): Promise<void> => {
    const digest = createHmac('sha256', token).update(content).digest();
    const forgottenAt = new Date(now.getTime() - stampSeconds * 1000);
    const first = await noteStamp(tx, { appId, stamp, digest, now, forgottenAt });
    if (!first.equals(digest)) throw new AtlasError('webhook_unauthorized');
  };

  const store = async (tx: Sql, push: Push, traceparent: string, now: Date): Promise<boolean> => {
    const openid = push.FromUserName;
    const opening = openingBy(push);
    // What is only counted does not wait for an answer that WeChat would not take yet.
    const person = opening ? openid : null;
    const updateId = updateIdOf(push);
    const isNew = await insertUpdate(tx, {
      ...{ appId, updateId, person, traceparent, now },
      // It may hold a password: nobody can know before it is handled.
      push: bodies.seal(push, updateId),
    });
    const at = new Date(Math.min(doneAt(push).getTime(), now.getTime()));
    if (isNew && opening) await openWindow(tx, { appId, openid, opening, at });
    return isNew;
  };

  return async ({ stamp, content, body, isSealed, traceparent }) => {
    const { data: push } = Push.safeParse(body);
    if (!push) throw new AtlasError('invalid_request');
    const now = clock();
    const updateId = updateIdOf(push);
    // Before it is stored: the worker may be quicker than we are.
    const answer = isSealed && openingBy(push) ? passiveReplies?.expect(updateId) : undefined;
    const result = await database.transaction(async (tx) => {
      await checkStamp(tx, stamp, content, now);
      if (!isFresh(push, now)) return 'stale';
      return (await store(tx, push, traceparent, now)) ? 'stored' : 'repeat';
    });
    meters.received(name, result);
    if (result === 'stored') onStored();
    else if (result === 'stale') passiveReplies?.end(updateId);
    // A repeat waits, too: of two that come at once either may be the one that is stored.
    return answer ?? null;
  };
};

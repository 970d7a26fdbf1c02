import { randomUUIDv7 } from 'node:crypto';
import type { Clock, Sql } from '@atlas/shared/ports';
import type { ConnectionEffect } from '@atlas/shared/wire';
import { insertIdentity, selectIdentityAt, tryLockIdentity } from '../accounts/index.ts';
import type { EventLog } from '../event-log/index.ts';
import { assertMergeable, type MergeAccounts } from '../merges/index.ts';
import type { EraseWithin } from '../personal-data/index.ts';
import { type Claimant, judgeClaim } from './judge-claim.ts';

type Context = { traceparent: string };

/** One way in which a claim takes effect, under the locks of both accounts. */
export type Join = {
  /** Whether all still is as the claimant agreed to. */
  isPossible(tx: Sql, accountId: string, claimant: Claimant): Promise<boolean>;
  apply(tx: Sql, accountId: string, claimant: Claimant, context: Context): Promise<void>;
};

type Deps = {
  clock: Clock;
  eventLog: EventLog;
  eraseWithin: EraseWithin;
  mergeAccounts: MergeAccounts;
};

const isStill = async (tx: Sql, claimant: Claimant): Promise<boolean> =>
  ((await selectIdentityAt(tx, claimant))?.accountId ?? null) === claimant.claimantId;

/** The ways to join, by what the claimant brings. */
export const createJoins = ({
  clock,
  eventLog,
  eraseWithin,
  mergeAccounts,
}: Deps): Readonly<Record<ConnectionEffect, Join>> => {
  const add = async (tx: Sql, accountId: string, claimant: Claimant, context: Context): Promise<void> => {
    const [identityId, now] = [randomUUIDv7(), clock()];
    const { messenger, appScope, subject, phoneIndex } = claimant;
    await insertIdentity(tx, {
      ...{ id: identityId, accountId, messenger, appScope, subject, phoneIndex, createdAt: now },
    });
    const linkedAt = now.toISOString();
    const data = { messenger, appScope, chatId: subject, identityId, linkedAt, reason: 'connected' } as const;
    await eventLog.append(tx, accountId, [{ type: 'identity.connected.v1', data }], context);
  };

  return {
    connect: {
      // Somebody who is signing in for the first time at this moment holds the lock: there is an account now.
      isPossible: async (tx, accountId, claimant) =>
        (await tryLockIdentity(tx, claimant)) &&
        (await isStill(tx, claimant)) &&
        (await judgeClaim(tx, accountId, claimant)) === 'connect',
      apply: add,
    },
    fold: {
      isPossible: async (tx, accountId, claimant) =>
        (await isStill(tx, claimant)) && (await judgeClaim(tx, accountId, claimant)) === 'fold',
      apply: async (tx, accountId, claimant, context) => {
        if (claimant.claimantId) await eraseWithin(tx, claimant.claimantId, context);
        await add(tx, accountId, claimant, context);
      },
    },
    merge: {
      isPossible: async (tx, accountId, claimant) => {
        const isAsAgreed =
          (await isStill(tx, claimant)) && (await judgeClaim(tx, accountId, claimant)) === 'merge';
        if (isAsAgreed && claimant.claimantId)
          await assertMergeable(tx, { oldId: claimant.claimantId, newId: accountId, now: clock() });
        return isAsAgreed;
      },
      apply: async (tx, accountId, { claimantId }, context) => {
        if (claimantId) await mergeAccounts(tx, { oldId: claimantId, newId: accountId }, context);
      },
    },
  };
};

import { randomInt } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import {
  type ClaimedConnection,
  type ConnectionEffect,
  type ConnectionPreview,
  maskName,
} from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { assertMergeable } from '../merges/index.ts';
import { type Claimant, judgeClaim } from './judge-claim.ts';
import { claimConnection, type OfferRow, selectOffer } from './queries.ts';
import { hashToken } from './start-connection.ts';

type Deps = { database: Database; clock: Clock; eventLog: EventLog };

const findOffer = async (sql: Sql, token: string, now: Date): Promise<OfferRow> => {
  const offer = await selectOffer(sql, hashToken(token), now);
  if (!offer) throw new AtlasError('connection_invalid');
  return offer;
};

export type PreviewConnection = (input: { token: string; claimant: Claimant }) => Promise<ConnectionPreview>;

/** What the token would do for whoever brings it; does nothing. @throws AtlasError `connection_invalid`, and as `judgeClaim` */
export const createPreviewConnection =
  ({ database, clock }: Pick<Deps, 'database' | 'clock'>): PreviewConnection =>
  async ({ token, claimant }) => {
    const { accountId, accountName, expiresAt } = await findOffer(database, token, clock());
    const effect = await judgeClaim(database, accountId, claimant);
    return { accountName: maskName(accountName), effect, expiresAt: expiresAt.toISOString() };
  };

export type ClaimConnection = (input: {
  token: string;
  claimant: Claimant;
  /** For the first side to recognise. */
  claimantName: string;
  /** What the person agreed to. */
  effect: ConnectionEffect;
  context: RequestContext;
}) => Promise<ClaimedConnection>;

/** Two digits: each screen shows or takes them, so that both are looked at by the same person. */
const newNumber = (): string => String(randomInt(10, 100));

/** What was agreed to must be what will happen. */
const assertAgreed = (agreed: ConnectionEffect, effect: ConnectionEffect): void => {
  if (agreed === effect) return;
  throw new AtlasError(effect === 'merge' ? 'merge_required' : 'connection_changed');
};

/**
 * Uses the token up: from now on the connection waits for the first side to type the number that is answered here.
 * Nothing has been connected yet.
 *
 * @throws AtlasError `connection_invalid`, `merge_required`, `connection_changed`, and as `judgeClaim` and `assertMergeable`
 */
export const createClaimConnection =
  ({ database, clock, eventLog }: Deps): ClaimConnection =>
  async ({ token, claimant, claimantName, effect, context }) => {
    const offer = await findOffer(database, token, clock());
    const { id, accountId, accountName } = offer;
    const number = newNumber();
    const expiresAt = offer.expiresAt.toISOString();
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      assertAgreed(effect, await judgeClaim(tx, accountId, claimant));
      if (effect === 'merge' && claimant.claimantId)
        await assertMergeable(tx, claimant.claimantId, accountId);
      const claim = { id, claimant, name: maskName(claimantName), effect, number, now: clock() };
      if (!(await claimConnection(tx, claim))) throw new AtlasError('connection_invalid');
      const data = { connectionId: id, messenger: claimant.messenger, effect, expiresAt };
      await eventLog.append(tx, accountId, [{ type: 'identity_connection.claimed.v1', data }], context);
    });
    eventLog.wake();
    return { connectionId: id, number, accountName: maskName(accountName), effect, expiresAt };
  };

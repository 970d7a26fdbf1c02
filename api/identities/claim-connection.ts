import { randomInt } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import {
  type ClaimedConnection,
  type ConnectionEffect,
  type ConnectionPreview,
  type MergeOffer,
  maskName,
} from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { assertMergeable, previewMerge } from '../merges/index.ts';
import { type Claimant, judgeClaim } from './judge-claim.ts';
import { claimConnection, noteOffer, type OfferRow, selectOffer, selectOfferTo } from './queries.ts';
import { hashToken } from './start-connection.ts';

type Deps = { database: Database; clock: Clock; eventLog: EventLog };

/** How a connection is named: by its code, or where the code was brought to a bot, by its id. */
export type OfferName = { token: string } | { connectionId: string };

const findOffer = async (sql: Sql, name: OfferName, claimant: Claimant, now: Date): Promise<OfferRow> => {
  const { claimantId } = claimant;
  const offer =
    'token' in name
      ? await selectOffer(sql, hashToken(name.token), now)
      : claimantId && (await selectOfferTo(sql, { ...name, accountId: claimantId, now }));
  if (!offer) throw new AtlasError('connection_invalid');
  return offer;
};

export type PreviewConnection = (input: {
  token: string;
  claimant: Claimant;
  /** In the app a merge can be agreed to, so it says what would come; a bot leads there, and the app knows then. */
  asked: 'in the app' | 'by a bot';
}) => Promise<ConnectionPreview>;

/** What the token would do for whoever brings it; does nothing. @throws AtlasError `connection_invalid`, and as `judgeClaim` */
export const createPreviewConnection =
  ({ database, clock }: Pick<Deps, 'database' | 'clock'>): PreviewConnection =>
  async ({ token, claimant, asked }) => {
    const { id, accountId, accountName, expiresAt } = await findOffer(database, { token }, claimant, clock());
    const effect = await judgeClaim(database, accountId, claimant);
    const preview = { accountName: maskName(accountName), effect, expiresAt: expiresAt.toISOString() };
    const { claimantId } = claimant;
    if (effect !== 'merge' || !claimantId) return preview;
    if (asked === 'by a bot') {
      await noteOffer(database, { id, accountId: claimantId });
      return preview;
    }
    const accounts = { oldId: claimantId, newId: accountId };
    return { ...preview, merge: await previewMerge(database, accounts, 'old side') };
  };

export type ReadMergeOffer = (claimant: Claimant) => Promise<MergeOffer>;

/** The code that this person brought to a bot last. @throws AtlasError `connection_not_found`, and as `judgeClaim` */
export const createReadMergeOffer =
  ({ database, clock }: Pick<Deps, 'database' | 'clock'>): ReadMergeOffer =>
  async (claimant) => {
    const { claimantId: oldId } = claimant;
    const offer =
      oldId && (await selectOfferTo(database, { accountId: oldId, connectionId: null, now: clock() }));
    if (!offer) throw new AtlasError('connection_not_found');
    const { id: connectionId, accountId: newId, accountName } = offer;
    if ((await judgeClaim(database, newId, claimant)) !== 'merge')
      throw new AtlasError('connection_not_found');
    return {
      ...{ connectionId, accountName: maskName(accountName), effect: 'merge' },
      expiresAt: offer.expiresAt.toISOString(),
      merge: await previewMerge(database, { oldId, newId }, 'old side'),
    };
  };

export type ClaimConnection = (input: {
  by: OfferName;
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
  async ({ by, claimant, claimantName, effect, context }) => {
    const offer = await findOffer(database, by, claimant, clock());
    const { id, accountId, accountName } = offer;
    const number = newNumber();
    const expiresAt = offer.expiresAt.toISOString();
    await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      assertAgreed(effect, await judgeClaim(tx, accountId, claimant));
      if (effect === 'merge' && claimant.claimantId)
        await assertMergeable(tx, { oldId: claimant.claimantId, newId: accountId, now: clock() });
      const claim = { id, claimant, name: maskName(claimantName), effect, number, now: clock() };
      if (!(await claimConnection(tx, claim))) throw new AtlasError('connection_invalid');
      const data = { connectionId: id, messenger: claimant.messenger, effect, expiresAt };
      await eventLog.append(tx, accountId, [{ type: 'identity_connection.claimed.v1', data }], context);
    });
    eventLog.wake();
    return { connectionId: id, number, accountName: maskName(accountName), effect, expiresAt };
  };

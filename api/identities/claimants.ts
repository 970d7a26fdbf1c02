import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import type { ClaimConnectionOfIdentity, IdentityPath } from '@atlas/shared/wire';
import { selectIdentityAt, selectIdentityOfSession, selectProfile } from '../accounts/index.ts';
import type { ContactIndex } from '../codes/index.ts';
import { selectStanding } from '../suspensions/index.ts';
import type { Claimant } from './judge-claim.ts';

export type ClaimantOfSession = (caller: {
  accountId: string;
  sessionId: string;
}) => Promise<{ claimant: Claimant; claimantName: string }>;

/** Whoever opened this session. @throws AtlasError `invalid_token` when their messenger was taken off meanwhile. */
export const createClaimantOfSession =
  (sql: Sql): ClaimantOfSession =>
  async ({ accountId, sessionId }) => {
    const identity = await selectIdentityOfSession(sql, sessionId);
    const [profile] = await selectProfile(sql, accountId);
    if (!identity || !profile) throw new AtlasError('invalid_token');
    const { messenger, appScope, subject, phoneIndex } = identity;
    const claimant = { messenger, appScope, subject, phoneIndex, claimantId: accountId };
    return { claimant, claimantName: profile.displayName };
  };

export type ClaimantOfIdentity = (
  identity: IdentityPath,
  shown?: Pick<ClaimConnectionOfIdentity, 'phone'>,
) => Promise<Claimant>;

/** Whoever writes to a bot. */
export const createClaimantOfIdentity =
  ({ sql, contactIndex }: { sql: Sql; contactIndex: ContactIndex }): ClaimantOfIdentity =>
  async ({ messenger, appScope, subject }, { phone } = {}) => {
    const known = await selectIdentityAt(sql, { messenger, appScope, subject });
    const standing = await selectStanding(sql, { messenger, appScope, subject });
    if (standing?.isSuspended) throw new AtlasError('identity_suspended');
    const phoneIndex = phone ? contactIndex(phone) : (known?.phoneIndex ?? null);
    return { messenger, appScope, subject, phoneIndex, claimantId: known?.accountId ?? null };
  };

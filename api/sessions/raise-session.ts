import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Sql } from '@atlas/shared/ports';
import { acr, type RaisedSession } from '@atlas/shared/wire';
import type { EventLog } from '../event-log/index.ts';
import type { EdgeClaims, EdgeTokens } from '../tokens/index.ts';

/** What was proved, by its `amr` value. [RFC 8176] */
export type Proved = 'sms' | 'email' | 'otp' | 'backup' | 'pwd';

export type RaiseSession = (
  tx: Sql,
  input: { accountId: string; sessionId: string; proved: Proved; context: { traceparent: string } },
) => Promise<EdgeClaims>;

type RaisedRow = { amr: string[]; acr: string; authTime: Date; jkt: string | null };

const update = (
  tx: Sql,
  values: { accountId: string; sessionId: string; added: readonly string[]; isFactor: boolean; now: Date },
) =>
  tx.query<RaisedRow>({
    name: 'raise_session',
    text: `update sessions set
             amr = amr || array(select proved from unnest($3::text[]) proved where proved <> all (amr)),
             acr = case when $4 then $5 else acr end,
             auth_time = case when $4 then $6 else auth_time end
           where id = $1 and account_id = $2 and revoked_at is null and expires_at > $6
           returning amr, acr, auth_time as "authTime", jkt`,
    values: [values.sessionId, values.accountId, values.added, values.isFactor, acr.mfa, values.now],
  });

/**
 * Notes in the session what was just proved, and on record that it was; after `lockAccount`. A factor or backup code
 * makes it `acr:mfa` as of now; the old shop's password is only added to `amr`: it is no second factor.
 *
 * @returns the claims of the session's next edge token; tokens given out before keep what they say.
 * @throws AtlasError `invalid_token` when the session ended meanwhile.
 */
export const createRaiseSession =
  ({ clock, eventLog }: { clock: Clock; eventLog: EventLog }): RaiseSession =>
  async (tx, { accountId, sessionId, proved, context }) => {
    const isFactor = proved !== 'pwd';
    const added = isFactor ? [proved, 'mfa'] : [proved];
    const [row] = await update(tx, { accountId, sessionId, added, isFactor, now: clock() });
    if (!row) throw new AtlasError('invalid_token');
    const data = { sessionId, proved, amr: row.amr, acr: row.acr };
    await eventLog.append(tx, accountId, [{ type: 'session.raised.v1', data }], context);
    return { accountId, sessionId, ...row };
  };

/** The answer that carries a raised session's new edge token. Issue it after the commit. */
export const createRaisedAnswer =
  (edgeTokens: EdgeTokens) =>
  (claims: EdgeClaims): RaisedSession => ({
    accessToken: edgeTokens.issue(claims),
    expiresIn: edgeTokens.ttlSecondsOf(claims),
    tokenType: claims.jkt ? 'DPoP' : 'Bearer',
    acr: claims.acr,
    amr: [...claims.amr],
    authTime: claims.authTime.toISOString(),
  });

import type { IncomingMessage } from 'node:http';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import { acr } from '@atlas/shared/wire';
import type { EdgeTokens, VerifyDpop } from '../tokens/index.ts';
import type { Caller, Needs, ServiceCaller } from './route.ts';

/** The service token behind `Authorization`, checked for audience `atlas-api` and one scope. */
export type VerifyServiceToken = (
  authorization: string | undefined,
  wanted: { scope: string },
) => Promise<ServiceCaller>;

export type Guard = {
  /** A verified edge token, with its DPoP proof where it is bound to a key; the session is not looked up yet. */
  edgeToken(req: IncomingMessage, path: string): Promise<Caller>;
  /**
   * @throws AtlasError `invalid_token` when the session was revoked or has ended; what the person has to prove first where
   *   their messenger identity is suspended: `insufficient_user_authentication`, `shop_password_required`
   */
  assertSessionLives(caller: Caller, options?: { opensToConfined?: boolean }): Promise<void>;
  /**
   * The session lives, and what was proved in it suffices.
   * @throws AtlasError `invalid_token`, `fresh_proof_required`, `insufficient_user_authentication`
   */
  assertProved(caller: Caller, needs: Needs): Promise<void>;
  /** The key of a request's DPoP proof; null without one. */
  proofKey(req: IncomingMessage, path: string): Promise<string | null>;
  service: VerifyServiceToken;
};

type Deps = {
  database: Database;
  clock: Clock;
  edgeTokens: EdgeTokens;
  verifyDpop: VerifyDpop;
  verifyServiceToken: VerifyServiceToken;
};

const credentials = /^(DPoP|Bearer) ([A-Za-z0-9._~+/-]+=*)$/i;

/** Exactly one DPoP header, or none: Node joins repeated ones, and a comma is in no JWS. [RFC 9449, 4.3.1] */
export const proofOf = (req: IncomingMessage): string | undefined => {
  const header = req.headers.dpop;
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || header === '' || header.includes(','))
    throw new AtlasError('dpop_invalid');
  return header;
};

/** All that somebody who only looks may do beside looking. */
const openToSnapshots: ReadonlySet<string> = new Set(['DELETE /v1/sessions/current']);

/** Whoever only looks changes nothing: no route, and nothing behind the gateway. */
const assertMayAct = (level: string, method: string | undefined, path: string): void => {
  if (level !== acr.snapshot || method === 'GET' || method === 'HEAD') return;
  if (!openToSnapshots.has(`${method} ${path}`)) throw new AtlasError('snapshot_user');
};

/** A step-up is a factor given this recently. */
const stepUpMaxAgeSeconds = 300;

const stepUpRequired = () =>
  new AtlasError('insufficient_user_authentication', { acrValues: acr.mfa, maxAge: stepUpMaxAgeSeconds });

/** Who is calling: the acting account comes from the verified token and from nowhere else. */
export const createGuard = ({ database, clock, edgeTokens, verifyDpop, verifyServiceToken }: Deps): Guard => {
  /** What lifts a suspension: a factor where there is one, the old shop's password where there is only that. */
  const proofOfConfined = async (accountId: string): Promise<AtlasError> => {
    const [way] = await database.query<{ hasFactor: boolean; hasShop: boolean }>({
      name: 'ways_out_of_suspension',
      text: `select exists (select from factors where account_id = $1 and state <> 'pending') as "hasFactor",
               exists (select from shop_links where account_id = $1) as "hasShop"`,
      values: [accountId],
    });
    if (way?.hasFactor) return stepUpRequired();
    return new AtlasError(way?.hasShop ? 'shop_password_required' : 'identity_suspended');
  };

  return {
    edgeToken: async (req, path) => {
      const [, scheme, token] = credentials.exec(req.headers.authorization ?? '') ?? [];
      if (!scheme || !token) throw new AtlasError('invalid_token');
      const claims = await edgeTokens.verify(token);
      const isBound = claims.jkt !== null;
      // A bound token is worth nothing as a Bearer, and a Bearer token gains nothing from a proof.
      if (isBound !== (scheme.toLowerCase() === 'dpop')) throw new AtlasError('invalid_token');
      if (isBound) {
        const proof = proofOf(req);
        if (!proof) throw new AtlasError('dpop_invalid');
        const { jkt } = await verifyDpop(proof, { method: req.method ?? '', path, accessToken: token });
        if (jkt !== claims.jkt) throw new AtlasError('dpop_invalid');
      }
      assertMayAct(claims.acr, req.method, path);
      return {
        accountId: claims.accountId,
        sessionId: claims.sessionId,
        amr: claims.amr,
        acr: claims.acr,
        authTime: claims.authTime,
        jkt: claims.jkt,
      };
    },
    assertSessionLives: async ({ sessionId, accountId }, { opensToConfined = false } = {}) => {
      const [session] = await database.query<{ confined: boolean }>({
        name: 'session_lives',
        text: `select confined from sessions
             where id = $1 and account_id = $2 and revoked_at is null and expires_at > $3`,
        values: [sessionId, accountId, clock()],
      });
      if (!session) throw new AtlasError('invalid_token');
      if (session.confined && !opensToConfined) throw await proofOfConfined(accountId);
    },
    assertProved: async (caller, needs) => {
      const now = clock();
      const [session] = await database.query<{
        acr: string;
        isFresh: boolean;
        isProtected: boolean;
        confined: boolean;
      }>({
        name: 'session_proved',
        text: `select acr, confined, proof_fresh_until > $3 as "isFresh",
               exists (select from factors where account_id = $2 and state <> 'pending') as "isProtected"
             from sessions where id = $1 and account_id = $2 and revoked_at is null and expires_at > $3`,
        values: [caller.sessionId, caller.accountId, now],
      });
      if (!session) throw new AtlasError('invalid_token');
      if (session.confined) throw await proofOfConfined(caller.accountId);
      // Both: an old token keeps its lower level, and a session that lost its level takes its tokens along.
      const isRaised = caller.acr === acr.mfa && session.acr === acr.mfa;
      const ageSeconds = (now.getTime() - caller.authTime.getTime()) / 1000;
      if (isRaised && ageSeconds <= stepUpMaxAgeSeconds) return;
      const asksForFactor = needs === 'stepUp' || (needs !== 'freshProof' && session.isProtected);
      if (asksForFactor) throw stepUpRequired();
      if (needs !== 'stepUpOnlyIfProtected' && !session.isFresh) throw new AtlasError('fresh_proof_required');
    },
    proofKey: async (req, path) => {
      const proof = proofOf(req);
      return proof ? (await verifyDpop(proof, { method: req.method ?? '', path })).jkt : null;
    },
    service: verifyServiceToken,
  };
};

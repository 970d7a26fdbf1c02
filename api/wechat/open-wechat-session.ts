import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { acr, type OpenedSession, type WechatLogin, type WechatPageLogin } from '@atlas/shared/wire';
import { lockPerson } from '../accounts/index.ts';
import type { RateLimits, RequestContext } from '../http/index.ts';
import { ProofRefused, type SessionOpener, signIn } from '../sessions/index.ts';
import type { WechatApps } from './apps.ts';
import type { JoinByUnion } from './join-by-union.ts';
import type { ProveLogin } from './prove-login.ts';
import type { ProvePage } from './prove-page.ts';
import { lockUnion, selectIdentityId, upsertWechatIdentity } from './queries.ts';
import type { WechatPerson } from './wechat-person.ts';

export type OpenWechatSession = (input: {
  login: WechatLogin | WechatPageLogin;
  /** Key of the request's DPoP proof; without one, as in the native shell, the session is Bearer. */
  jkt: string | null;
  context: RequestContext;
}) => Promise<OpenedSession>;

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  apps: WechatApps | null;
  rateLimits: RateLimits;
  proveLogin: ProveLogin;
  provePage: ProvePage;
  joinByUnion: JoinByUnion;
  openSession: SessionOpener;
  wakeEventBus: () => void;
};

export const sessionKeyPlace = (identityId: string) => ({
  table: 'wechat_identities',
  column: 'sealed_session_key',
  rowId: identityId,
});

/**
 * Signs in by what WeChat gave the mini program or a page. The first visit registers; the account, the session, their
 * events and what WeChat told are written in one transaction. A code is good once: WeChat says so, and so do we.
 *
 * @throws AtlasError `wechat_not_configured`, `invalid_wechat_code`, `invalid_wechat_data`, `login_start_invalid`,
 *   `wechat_user_blocked`, `rate_limited`, `unavailable`
 */
export const createOpenWechatSession = (deps: Deps): OpenWechatSession => {
  const { database, clock, vault, apps, rateLimits, openSession, wakeEventBus } = deps;

  const prove = ({ login, jkt, context }: Parameters<OpenWechatSession>[0]): Promise<WechatPerson> => {
    if (!apps) throw new AtlasError('wechat_not_configured');
    if ('code' in login) return deps.proveLogin(apps, login, context.traceparent);
    return deps.provePage(apps, { ...login, jkt }, context.traceparent);
  };

  const keepWhatWasTold = async (tx: Sql, person: WechatPerson): Promise<void> => {
    const { sessionKey, unionId } = person;
    const identityId = (await selectIdentityId(tx, person)) as string;
    const sealedSessionKey =
      sessionKey && vault.seal(Buffer.from(sessionKey, 'base64'), sessionKeyPlace(identityId));
    await upsertWechatIdentity(tx, { identityId, unionId, sealedSessionKey, now: clock() });
  };

  return async (input) => {
    const person = await prove(input);
    const { appScope, subject, isSnapshot } = person;
    await rateLimits.spend('signInByIdentity', `wechat.${appScope}.${subject}`);
    const { open, announce } = openSession(
      { ...person, needsKnownKey: false },
      { ...input, ...(isSnapshot ? { level: acr.snapshot } : {}) },
    );
    try {
      const answer = await database.transaction(async (tx) => {
        if (person.unionId) await lockUnion(tx, person.unionId);
        const accountId = await lockPerson(tx, person);
        if (!accountId && person.unionId) await deps.joinByUnion(tx, person, input.context);
        const opened = await open((values) => signIn(tx, values));
        await keepWhatWasTold(tx, person);
        return opened;
      });
      wakeEventBus();
      announce(answer);
      return answer;
    } catch (error) {
      if (error instanceof ProofRefused) throw new AtlasError('invalid_wechat_code', {}, { cause: error });
      throw error;
    }
  };
};

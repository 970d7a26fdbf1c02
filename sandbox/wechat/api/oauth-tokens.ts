import { randomBytes } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { PersonRow } from '../people.ts';
import { WechatError } from '../wechat-error.ts';

type Grant = { openid: string; person: number | null; scope: string };
type Kept = Grant & { refreshToken: string; expiresAtMs: number };

const lifetimeMs = 7_200_000;

const random = (bytes: number) => `86_${randomBytes(bytes).toString('base64url')}`;

/** Somebody made up, for a page that is only looked at. */
const virtualId = () => `oSnap${randomBytes(18).toString('base64url').slice(0, 23)}`;

export type OauthTokens = ReturnType<typeof createOauthTokens>;

/** What a page of the official account may ask about one person. Gone with the process: they sign in again. */
export const createOauthTokens = ({ clock }: { clock: Clock }) => {
  const byToken = new Map<string, Kept>();

  const issue = (grant: Grant, refreshToken = random(64)) => {
    const token = random(64);
    byToken.set(token, { ...grant, refreshToken, expiresAtMs: clock().getTime() + lifetimeMs });
    const { openid, scope } = grant;
    return {
      ...{ access_token: token, expires_in: lifetimeMs / 1000, refresh_token: refreshToken },
      ...{ openid, scope },
    };
  };
  return {
    /** A snapshot has an openid that nobody has, and never the same one. */
    issue: (person: PersonRow, { scope, snapshot }: { scope: string; snapshot: boolean }) => {
      if (snapshot) {
        const virtual = { unionid: virtualId(), is_snapshotuser: 1 };
        return { ...issue({ openid: virtualId(), person: null, scope }), ...virtual };
      }
      const { openid, unionid, number } = person;
      const issued = issue({ openid, person: number, scope });
      return { ...issued, ...(scope === 'snsapi_userinfo' ? { unionid } : {}) };
    },
    /** @throws WechatError 40030 */
    refresh: (refreshToken: string) => {
      const kept = [...byToken.values()].find((one) => one.refreshToken === refreshToken);
      if (!kept) throw new WechatError(40030);
      return issue(kept, refreshToken);
    },
    /** @throws WechatError 40001, 42001, 40003 */
    check: (token: string, openid: string): Grant => {
      const kept = byToken.get(token);
      if (!kept) throw new WechatError(40001);
      if (kept.expiresAtMs <= clock().getTime()) throw new WechatError(42001);
      if (kept.openid !== openid) throw new WechatError(40003);
      return kept;
    },
  };
};

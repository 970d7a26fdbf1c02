import { randomBytes } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../storage/storage.ts';
import { WechatError } from './wechat-error.ts';

type Row = { token: string; issued_at: number; expires_at: number; replaced_at: number | null };
type Family = 'stable' | 'classic';

const lifetimeMs = 7_200_000;
/** For so long the former token works beside the new one, and so early a new one is made. */
const overlapMs = 300_000;
const forcedPerDay = 20;
const forcedEveryMs = 30_000;
const dayMs = 86_400_000;

const form = /^\d{2,3}_[\w-]{100,}$/;

export type Tokens = ReturnType<typeof createTokens>;

/** Access tokens of both families; neither knows of the other's. */
export const createTokens = ({ storage, clock }: { storage: Storage; clock: Clock }) => {
  const nowMs = () => clock().getTime();

  const issue = (family: Family, forced = false) => {
    const token = `86_${randomBytes(100).toString('base64url')}`;
    storage.run(
      'insert into wechat_token (token, family, forced, issued_at, expires_at) values (?, ?, ?, ?, ?)',
      ...[token, family, +forced, nowMs(), nowMs() + lifetimeMs],
    );
    return { access_token: token, expires_in: lifetimeMs / 1000 };
  };
  const newest = (family: Family): Row | undefined =>
    storage.get<Row>(
      `select * from wechat_token where family = ? and replaced_at is null and expires_at > ?
       order by number desc limit 1`,
      ...[family, nowMs()],
    );
  /** What was issued before works `forMs` longer. */
  const replaceAll = (family: Family, forMs: number): void =>
    void storage.run(
      `update wechat_token set replaced_at = ?1, expires_at = min(expires_at, ?2)
       where family = ?3 and replaced_at is null`,
      ...[nowMs(), nowMs() + forMs, family],
    );
  const forcedSince = (atMs: number): number =>
    storage.get<{ count: number }>(
      'select count(*) as count from wechat_token where forced = 1 and issued_at > ?',
      atMs,
    )?.count ?? 0;

  return {
    /**
     * The token everybody shares, with at least five minutes to go. Forced, there is a new one, and none other.
     * @throws WechatError 45009 the 21st time a day, 45011 within 30 seconds
     */
    stable: ({ force }: { force: boolean }) => {
      if (force) {
        if (forcedSince(nowMs() - forcedEveryMs) > 0) throw new WechatError(45011);
        if (forcedSince(nowMs() - dayMs) >= forcedPerDay) throw new WechatError(45009);
        replaceAll('stable', 0);
        return issue('stable', true);
      }
      const current = newest('stable');
      const leftMs = current ? current.expires_at - nowMs() : 0;
      if (current && leftMs > overlapMs)
        return { access_token: current.token, expires_in: Math.floor(leftMs / 1000) };
      replaceAll('stable', overlapMs);
      return issue('stable');
    },
    /** Always a new one; the one before works five minutes longer. */
    classic: () => {
      replaceAll('classic', overlapMs);
      return issue('classic');
    },
    /** @throws WechatError 41001, 40014, 42001, 40001 */
    check: (token: string): void => {
      if (token === '') throw new WechatError(41001);
      if (!form.test(token)) throw new WechatError(40014);
      const row = storage.get<Row>('select * from wechat_token where token = ?', token);
      if (!row) throw new WechatError(40001);
      if (row.expires_at > nowMs()) return;
      throw new WechatError(row.replaced_at === null ? 42001 : 40001);
    },
  };
};

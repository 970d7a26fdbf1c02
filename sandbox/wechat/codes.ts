import { randomBytes } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import type { Storage } from '../storage/storage.ts';
import { WechatError } from './wechat-error.ts';

export type CodeKind = 'login' | 'phone' | 'oauth';

type Row = { person: number; made_at: number; used_at: number | null; detail: string };

const ttlMs = 300_000;
const usesPerMinute = 100;

export type Codes = ReturnType<typeof createCodes>;

/** What a client hands to its server: good for five minutes, once, and for one purpose. */
export const createCodes = ({ storage, clock }: { storage: Storage; clock: Clock }) => ({
  /** `detail` comes back when the code is used. */
  make: (kind: CodeKind, person: number, detail: object = {}): string => {
    const code =
      kind === 'phone'
        ? randomBytes(32).toString('hex')
        : `0${randomBytes(24).toString('base64url').slice(1)}`;
    storage.run(
      'insert into wechat_code (code, kind, person, made_at, detail) values (?, ?, ?, ?, ?)',
      ...[code, kind, person, clock().getTime(), JSON.stringify(detail)],
    );
    return code;
  },
  /** @throws WechatError 40029 unknown or too old, `used` (Default: 40163) for one that was used, 45011 */
  use: (
    kind: CodeKind,
    code: string,
    { used = 40163 }: { used?: 40163 | 40029 } = {},
  ): { person: number; detail: Record<string, unknown> } => {
    const nowMs = clock().getTime();
    const row = storage.get<Row>(
      'select person, made_at, used_at, detail from wechat_code where code = ? and kind = ?',
      ...[code, kind],
    );
    if (!row) throw new WechatError(40029);
    if (row.used_at !== null) throw new WechatError(used);
    if (row.made_at + ttlMs <= nowMs) throw new WechatError(40029);
    const { uses } = storage.get<{ uses: number }>(
      'select count(*) as uses from wechat_code where person = ? and kind = ? and used_at > ?',
      ...[row.person, kind, nowMs - 60_000],
    ) ?? { uses: 0 };
    if (uses >= usesPerMinute) throw new WechatError(45011);
    storage.run('update wechat_code set used_at = ? where code = ?', nowMs, code);
    return { person: row.person, detail: JSON.parse(row.detail) as Record<string, unknown> };
  },
});

import type { Sql } from '@atlas/shared/ports';
import type { Holding } from '../personal-data/index.ts';

const selectTold = (sql: Sql, accountId: string) =>
  sql.query({
    text: `select w.identity_id as "identityId", w.union_id as "unionId", w.updated_at as "updatedAt"
           from wechat_identities w join identities i on i.id = w.identity_id
           where i.account_id = $1 order by i.created_at, i.id`,
    values: [accountId],
  });

/** What WeChat told of a person; the session key lets somebody in and stays out. It goes with the identity. */
export const wechatHolding: Holding = { name: 'wechat', read: selectTold, erase: async () => [] };

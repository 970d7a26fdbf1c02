import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { Holding } from '../personal-data/index.ts';
import { phonePlace } from './prove-phone.ts';

type Told = {
  identityId: string;
  unionId: string | null;
  sealedPhone: string | null;
  phoneProvedAt: Date | null;
  updatedAt: Date;
};

const selectTold = (sql: Sql, accountId: string) =>
  sql.query<Told>({
    text: `select w.identity_id as "identityId", w.union_id as "unionId", w.sealed_phone as "sealedPhone",
             w.phone_proved_at as "phoneProvedAt", w.updated_at as "updatedAt"
           from wechat_identities w join identities i on i.id = w.identity_id
           where i.account_id = $1 order by i.created_at, i.id`,
    values: [accountId],
  });

/** What WeChat told of a person; the session key lets somebody in and stays out. It goes with the identity. */
export const createWechatHolding = (vault: Vault): Holding => ({
  name: 'wechat',
  read: async (sql, accountId) =>
    (await selectTold(sql, accountId)).map(({ sealedPhone, ...told }) => ({
      ...told,
      phone: sealedPhone && vault.open(sealedPhone, phonePlace(told.identityId)).toString(),
    })),
  erase: async () => [],
});

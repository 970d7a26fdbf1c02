import type { Vault } from '@atlas/shared/sealing';
import type { Holding } from '../personal-data/index.ts';
import { phonePlace, selectPhones } from './queries.ts';

/** Numbers that messengers show. They go with the identities. */
export const createPhoneHolding = (vault: Vault): Holding => ({
  name: 'messengerPhones',
  read: async (sql, accountId) =>
    (await selectPhones(sql, accountId)).map(({ sealedPhone, ...told }) => ({
      ...told,
      phone: vault.open(sealedPhone, phonePlace(told.identityId)).toString(),
    })),
  erase: async () => [],
});

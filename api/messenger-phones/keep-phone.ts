import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { IdentityPath } from '@atlas/shared/wire';
import { getTrustedAccountId, lockPerson, selectIdentityAt } from '../accounts/index.ts';
import { recordAudit } from '../audit/index.ts';
import type { ContactIndex } from '../codes/index.ts';
import { phonePlace, upsertPhone } from './queries.ts';

type Deps = { database: Database; clock: Clock; vault: Vault; contactIndex: ContactIndex };

export type KeepPhone = (identity: IdentityPath, phone: string) => Promise<void>;

/**
 * Keeps the number that the messenger vouches for, in place of the one that was kept. Told again it changes nothing.
 * @throws AtlasError `account_not_found`, `identity_suspended`
 */
export const createKeepPhone =
  ({ database, clock, vault, contactIndex }: Deps): KeepPhone =>
  ({ messenger, appScope, subject }, phone) =>
    database.transaction(async (tx) => {
      const path = { messenger, appScope, subject };
      await lockPerson(tx, path);
      const accountId = await getTrustedAccountId(tx, path);
      const identity = await selectIdentityAt(tx, path);
      if (!identity) throw new AtlasError('account_not_found');
      const { id: identityId } = identity;
      const toldAt = clock();
      const sealedPhone = vault.seal(Buffer.from(phone), phonePlace(identityId));
      const phoneIndex = contactIndex(phone);
      if (!(await upsertPhone(tx, { identityId, sealedPhone, toldAt, phoneIndex }))) return;
      const data = { identityId, messenger };
      await recordAudit(tx, {
        ...{ action: 'identity.phone_proved', actor: accountId, subject: accountId, at: toldAt, data },
      });
    });

import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { insertContact, markRemoved } from './queries.ts';

export const contactPlace = (factorId: string) => ({
  table: 'notify.contacts',
  column: 'sealed_address',
  rowId: factorId,
});

/** Keeps the numbers and addresses that second factors confirmed, so that warnings reach people there too. */
export const createProjectContacts =
  (vault: Vault) =>
  async (tx: Sql, events: readonly AtlasEvent[]): Promise<void> => {
    for (const { type, subject, data, time, correlationid } of events) {
      if (type === 'two_factor.disabled.v1')
        await markRemoved(tx, { factorId: data.factorId, accountId: subject }, correlationid, time);
      if (type !== 'two_factor.enabled.v1' || data.destination === null || data.factorKind === 'totp')
        continue;
      const { factorId, factorKind: channel, destination } = data;
      const sealedAddress = vault.seal(Buffer.from(destination), contactPlace(factorId));
      await insertContact(tx, {
        factorId,
        accountId: subject,
        channel,
        sealedAddress,
        addedIn: correlationid,
        addedAt: new Date(time),
      });
    }
  };

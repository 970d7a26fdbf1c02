import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { contactPlace } from './project-contacts.ts';
import { type ContactRow, selectContacts } from './queries.ts';

export type Contact = Omit<ContactRow, 'sealedAddress'> & { address: string };
export type OpenContacts = (tx: Sql, accountIds: readonly string[]) => Promise<Map<string, Contact[]>>;

/** The accounts' confirmed numbers and addresses, out of their seals. @throws VaultError */
export const createOpenContacts =
  (vault: Vault): OpenContacts =>
  async (tx, accountIds) => {
    const rows = await selectContacts(tx, accountIds);
    const contacts = rows.map(({ sealedAddress, ...row }) => ({
      ...row,
      address: vault.open(sealedAddress, contactPlace(row.factorId)).toString('utf8'),
    }));
    return Map.groupBy(contacts, ({ accountId }) => accountId);
  };

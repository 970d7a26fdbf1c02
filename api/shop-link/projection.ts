import type { Vault } from '@atlas/shared/sealing';
import type { Projection } from '../rebuild/index.ts';
import { createCustomerSeal } from './customer-seal.ts';
import { selectLinksOfAccounts } from './queries.ts';

/** Links to the old shop as their events tell them. */
export const createShopLinkProjection = (vault: Vault): Projection => {
  const seal = createCustomerSeal(vault);
  return {
    table: 'shop_links',
    personal: ['customer_id'],
    read: async (sql, accountIds) =>
      (await selectLinksOfAccounts(sql, accountIds)).map((row) => ({
        id: row.id,
        accountId: row.accountId,
        customer_id: seal.ofLink(row.id, row.accountId, row.sealedCustomer).customerId,
        customer_hash: row.customerHash.toString('hex'),
        linked_at: row.linkedAt.toISOString(),
        undo_until: row.undoUntil.toISOString(),
      })),
    evolve: (rows, { type, at, data }) => {
      if (type === 'shop_account.linked.v1') {
        rows.set(data.linkId, {
          customer_id: data.shopCustomerId,
          customer_hash: seal.hash(data.shopCustomerId).toString('hex'),
          linked_at: data.linkedAt ?? at.toISOString(),
          undo_until: data.undoUntil,
        });
      }
      if (type === 'shop_account.unlinked.v1') rows.delete(data.linkId);
      if (type === 'account.deleted.v1') rows.clear();
    },
  };
};

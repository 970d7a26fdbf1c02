import type { Sql } from '@atlas/shared/ports';
import type { Holding } from '../personal-data/index.ts';
import type { CustomerSeal } from './customer-seal.ts';
import {
  deleteClaimsBy,
  deleteLink,
  deleteTicketsOfAccount,
  deleteTicketsOfCustomer,
  forgetWhoTried,
  selectLinkOfAccount,
  selectTriesOfAccount,
  takeReminder,
} from './queries.ts';

const forgetRest = async (tx: Sql, accountId: string): Promise<void> => {
  await deleteTicketsOfAccount(tx, accountId);
  await deleteClaimsBy(tx, accountId);
  await takeReminder(tx, accountId);
  await forgetWhoTried(tx, accountId);
};

/** The link to the old shop, and when passwords for it were wrong. */
export const createShopLinkHoldings = (customerSeal: CustomerSeal): readonly Holding[] => [
  {
    name: 'shopLink',
    read: async (sql, accountId) => {
      const link = await selectLinkOfAccount(sql, accountId);
      if (!link) return null;
      const { customerId, masked } = customerSeal.ofLink(link.id, accountId, link.sealedCustomer);
      return { customerId, customer: masked, linkedAt: link.linkedAt, undoUntil: link.undoUntil };
    },
    erase: async (tx, accountId) => {
      await forgetRest(tx, accountId);
      const link = await selectLinkOfAccount(tx, accountId);
      if (!link) return [];
      await deleteTicketsOfCustomer(tx, link.customerHash);
      await deleteLink(tx, link.id);
      return [{ type: 'shop_account.unlinked.v1', data: { linkId: link.id, reason: 'account_deleted' } }];
    },
  },
  { name: 'wrongShopPasswords', read: selectTriesOfAccount, erase: async () => [] },
];

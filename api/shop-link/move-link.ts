import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { NewEvent } from '../event-log/index.ts';
import { forgetPassword } from '../sessions/index.ts';
import { createCustomerSeal } from './customer-seal.ts';
import { selectLinkOfAccount } from './queries.ts';

type Move = { linkId: string; from: string; to: string; cameBy: 'merge' | 'merge_undo' };

export type MoveLink = (tx: Sql, move: Move) => Promise<{ ofOld: NewEvent[]; ofNew: NewEvent[] } | null>;

/**
 * The link to the old shop goes to another account, sealed anew for it, with the time it was made; null where that very
 * link is no longer there, or the other account has one. After the locks of both accounts.
 */
export const createMoveLink = (vault: Vault): MoveLink => {
  const seal = createCustomerSeal(vault);
  return async (tx, { linkId, from, to, cameBy }) => {
    const link = await selectLinkOfAccount(tx, from);
    if (link?.id !== linkId || (await selectLinkOfAccount(tx, to))) return null;
    const customer = seal.ofLink(linkId, from, link.sealedCustomer);
    await tx.query({
      text: 'update shop_links set account_id = $2, sealed_customer = $3 where id = $1',
      values: [linkId, to, seal.forLink(linkId, to, customer)],
    });
    await forgetPassword(tx, from);
    const linked = {
      ...{ linkId, sessionId: linkId, shopCustomerId: customer.customerId },
      customerName: customer.masked.name,
      ...{ email: null, phone: null, linkedAt: link.linkedAt.toISOString() },
      ...{ undoUntil: link.undoUntil.toISOString(), cameBy },
    };
    return {
      ofOld: [{ type: 'shop_account.unlinked.v1', data: { linkId, reason: cameBy } }],
      ofNew: [{ type: 'shop_account.linked.v1', data: linked }],
    };
  };
};

export const linkIdOf = async (sql: Sql, accountId: string): Promise<string | null> =>
  (await selectLinkOfAccount(sql, accountId))?.id ?? null;

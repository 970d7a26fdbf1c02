import { createHmac, randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, LegacyShop, ShopCustomer, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { LinkedShop, LinkShopBody } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { Caller, Idempotency, RequestContext } from '../http/index.ts';
import {
  type createRaisedAnswer,
  type EndOtherSessions,
  type RaiseSession,
  selectEdgeClaims,
} from '../sessions/index.ts';
import { assertLinkable } from './assert-linkable.ts';
import { type CustomerSeal, hashTicket } from './customer-seal.ts';
import { maskCustomer } from './mask-customer.ts';
import { type HashObjection, newObjectionCode } from './objection-code.ts';
import type { AlertOwner } from './owner-alerts.ts';
import type { NotifyOwner } from './owner-notice.ts';
import { shopLinkPolicy } from './policy.ts';
import { readCustomer } from './preview-link.ts';
import type { ProveShopAccount } from './prove-shop-account.ts';
import {
  consumeTicket,
  deleteTicketsOfAccount,
  insertLink,
  selectLinkOfAccount,
  selectLinkOfCustomer,
  takeReminder,
} from './queries.ts';
import { toShopLink } from './read-link.ts';

type Input = {
  body: LinkShopBody;
  caller: Caller;
  context: RequestContext;
  idempotencyKey: string | null;
};
export type LinkShop = (input: Input) => Promise<LinkedShop>;

type Deps = {
  /** Null: linking is off. */
  shop: LegacyShop | null;
  database: Database;
  clock: Clock;
  vault: Vault;
  eventLog: EventLog;
  idempotency: Idempotency;
  customerSeal: CustomerSeal;
  proveShopAccount: ProveShopAccount;
  alertOwner: AlertOwner;
  notifyOwner: NotifyOwner;
  hashObjection: HashObjection;
  raiseSession: RaiseSession;
  raisedAnswer: ReturnType<typeof createRaisedAnswer>;
  endOtherSessions: EndOtherSessions;
};

/** Somebody else's; carries whose, so that they can be told once this transaction is undone. */
class TakenError extends AtlasError {
  readonly customerHash: Buffer;
  constructor(customerHash: Buffer) {
    super('shop_account_taken');
    this.customerHash = customerHash;
  }
}

/**
 * Links the old shop account whose password was just right, or was when the ticket was given. Link, events, the end of
 * the account's other sessions and `pwd` in this one commit together.
 *
 * @throws AtlasError `link_ticket_invalid`, `shop_already_linked`, `shop_account_taken` (its owner is told), and what
 *   `ProveShopAccount` throws; `shop_link_blocked` for a day after its owner objected.
 */
export const createLinkShop = (deps: Deps): LinkShop => {
  const { database, clock, vault, eventLog, idempotency, customerSeal } = deps;
  const fingerprintKey = vault.deriveKey('shop-link.idempotency');
  /** Stands for the body where it is stored: an unkeyed hash of a password can be guessed. */
  const fingerprintOf = (body: LinkShopBody) =>
    createHmac('sha256', fingerprintKey).update(JSON.stringify(body)).digest('base64url');

  const customerOfTicket = async (tx: Sql, linkTicket: string, { accountId, sessionId }: Caller) => {
    const ticketHash = hashTicket(linkTicket);
    const row = ticketHash && (await consumeTicket(tx, { ticketHash, accountId, sessionId, now: clock() }));
    if (!ticketHash || !row) throw new AtlasError('link_ticket_invalid');
    return customerSeal.ofTicket(ticketHash, accountId, row.sealedCustomer);
  };

  const createLink = async (tx: Sql, customer: ShopCustomer, accountId: string) => {
    if (await selectLinkOfAccount(tx, accountId)) throw new AtlasError('shop_already_linked');
    const id = randomUUIDv7();
    const masked = maskCustomer(customer);
    const linkedAt = clock();
    const customerHash = customerSeal.hash(customer.customerId);
    await assertLinkable(tx, { customerHash, now: linkedAt });
    // Without anything on file there is nobody to object.
    const objectionCode = customer.email || customer.phone ? newObjectionCode() : null;
    const link = {
      id,
      accountId,
      customerHash,
      objectionHash: objectionCode === null ? null : deps.hashObjection(objectionCode),
      sealedCustomer: customerSeal.forLink(id, accountId, { customerId: customer.customerId, masked }),
      linkedAt,
      undoUntil: new Date(linkedAt.getTime() + shopLinkPolicy.undoSeconds * 1000),
    };
    if (!(await insertLink(tx, link))) throw new TakenError(link.customerHash);
    await deleteTicketsOfAccount(tx, accountId);
    await takeReminder(tx, accountId);
    return { link, masked, objectionCode };
  };

  const link = async (tx: Sql, customer: ShopCustomer, { caller, context }: Input) => {
    const { accountId, sessionId } = caller;
    const { link: row, masked, objectionCode } = await createLink(tx, customer, accountId);
    const { customerId: shopCustomerId, name: customerName, email, phone } = customer;
    const data = {
      linkId: row.id,
      sessionId,
      shopCustomerId,
      customerName,
      email,
      phone,
      linkedAt: row.linkedAt.toISOString(),
      undoUntil: row.undoUntil.toISOString(),
    };
    await eventLog.append(tx, accountId, [{ type: 'shop_account.linked.v1', data }], context);
    if (objectionCode) {
      await deps.notifyOwner(tx, { accountId, linkId: row.id, customer, objectionCode, context });
    }
    await deps.endOtherSessions(tx, { accountId, except: sessionId, reason: 'shop_linked', context });
    await deps.raiseSession(tx, { accountId, sessionId, proved: 'pwd', context });
    return toShopLink(row, masked);
  };

  /** Before the transaction, because the shop may be slow; nothing is held meanwhile. */
  const proveNow = async ({ body, caller, context, idempotencyKey }: Input): Promise<ShopCustomer | null> => {
    if ('linkTicket' in body) return null;
    const own = await selectLinkOfAccount(database, caller.accountId);
    if (own && !idempotencyKey) throw new AtlasError('shop_already_linked');
    const { customerId, shop } = await deps.proveShopAccount({ credentials: body, caller, context });
    const customerHash = customerSeal.hash(customerId);
    const owner = await selectLinkOfCustomer(database, customerHash);
    if (owner && owner.accountId !== caller.accountId) throw new TakenError(customerHash);
    return readCustomer(shop, customerId, context);
  };

  const run = async (input: Input) => {
    const { body, caller, idempotencyKey } = input;
    const { accountId, sessionId } = caller;
    if (!deps.shop) throw new AtlasError('shop_not_configured');
    const proved = await proveNow(input);
    return database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const work = async () => {
        const linkTicket = 'linkTicket' in body ? body.linkTicket : '';
        return link(tx, proved ?? (await customerOfTicket(tx, linkTicket, caller)), input);
      };
      // To this session only: another one of the account has shown no password.
      const operation = { operationId: 'linkShop', caller: sessionId, request: fingerprintOf(body) };
      const shopLink = idempotencyKey
        ? await idempotency.once(tx, { key: idempotencyKey, ...operation }, work)
        : await work();
      return { shopLink, claims: await selectEdgeClaims(tx, { accountId, sessionId, now: clock() }) };
    });
  };

  return async (input) => {
    try {
      const { shopLink, claims } = await run(input);
      eventLog.wake();
      return { ...shopLink, ...deps.raisedAnswer(claims) };
    } catch (error) {
      if (error instanceof TakenError) {
        const { customerHash } = error;
        await deps.alertOwner({ customerHash, claimantId: input.caller.accountId, context: input.context });
      }
      throw error;
    }
  };
};

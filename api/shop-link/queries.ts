import type { Sql } from '@atlas/shared/ports';
import type { PastTry } from './judge-tries.ts';

/** Holds off whoever counts for the same account, login or network. In one order, so that two can't wait for each other. */
export const lockTries = async (tx: Sql, keys: readonly string[]): Promise<void> => {
  for (const key of keys.toSorted()) {
    await tx.query({
      name: 'lock_shop_link_tries',
      text: `select pg_advisory_xact_lock(hashtextextended('atlas.shop_link_try.' || $1, 0))`,
      values: [key],
    });
  }
};

type Whose = { accountId: string; loginHash: Buffer; networkHash: Buffer; now: Date };

/** What counts for this account, login or network: of the last day, of the network the last quarter. */
export const selectTries = (tx: Sql, { accountId, loginHash, networkHash, now }: Whose) =>
  tx.query<PastTry>({
    name: 'select_shop_link_tries',
    text: `select tried_at as "triedAt", coalesce(account_id = $1, false) as "ofAccount", network_hash = $3 as "ofNetwork",
             coalesce(login_hash = $2, false) as "ofLogin"
           from shop_link_tries
           where ((account_id = $1 or login_hash = $2) and tried_at > $4::timestamptz - interval '1 day')
              or (network_hash = $3 and tried_at > $4::timestamptz - interval '15 minutes')
           order by tried_at`,
    values: [accountId, loginHash, networkHash, now],
  });

export const insertTry = (tx: Sql, { id, accountId, loginHash, networkHash, now }: Whose & { id: string }) =>
  tx.query({
    name: 'insert_shop_link_try',
    text: `insert into shop_link_tries (id, account_id, login_hash, network_hash, tried_at) values ($1, $2, $3, $4, $5)`,
    values: [id, accountId, loginHash, networkHash, now],
  });

export const deleteTry = async (sql: Sql, id: string): Promise<void> => {
  await sql.query({ text: 'delete from shop_link_tries where id = $1', values: [id] });
};

export const forgiveLogin = async (sql: Sql, loginHash: Buffer): Promise<void> => {
  await sql.query({
    text: 'update shop_link_tries set login_hash = null where login_hash = $1',
    values: [loginHash],
  });
};

export const selectTriesOfAccount = (sql: Sql, accountId: string) =>
  sql.query({
    text: 'select tried_at as "triedAt" from shop_link_tries where account_id = $1 order by tried_at',
    values: [accountId],
  });

/** They count on for the login and the network. */
export const forgetWhoTried = (tx: Sql, accountId: string) =>
  tx.query({
    text: 'update shop_link_tries set account_id = null where account_id = $1',
    values: [accountId],
  });

export type TicketRow = { customerHash: Buffer; sealedCustomer: string };

export const insertTicket = (
  sql: Sql,
  row: TicketRow & { ticketHash: Buffer; accountId: string; sessionId: string; expiresAt: Date },
) =>
  sql.query({
    text: `insert into shop_link_tickets (ticket_hash, account_id, session_id, customer_hash, sealed_customer, expires_at)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [
      row.ticketHash,
      row.accountId,
      row.sessionId,
      row.customerHash,
      row.sealedCustomer,
      row.expiresAt,
    ],
  });

/** Takes a ticket out of the world; undefined when it is not this session's, too old, or was taken before. */
export const consumeTicket = async (
  tx: Sql,
  {
    ticketHash,
    accountId,
    sessionId,
    now,
  }: { ticketHash: Buffer; accountId: string; sessionId: string; now: Date },
): Promise<TicketRow | undefined> => {
  const [row] = await tx.query<TicketRow>({
    text: `delete from shop_link_tickets
           where ticket_hash = $1 and account_id = $2 and session_id = $3 and expires_at > $4
           returning customer_hash as "customerHash", sealed_customer as "sealedCustomer"`,
    values: [ticketHash, accountId, sessionId, now],
  });
  return row;
};

export const deleteTicketsOfAccount = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from shop_link_tickets where account_id = $1', values: [accountId] });

/**
 * Before the link itself goes: who is about to use such a ticket holds it, and waits for the link's end.
 */
export const deleteTicketsOfCustomer = (tx: Sql, customerHash: Buffer) =>
  tx.query({ text: 'delete from shop_link_tickets where customer_hash = $1', values: [customerHash] });

export type LinkRow = {
  id: string;
  accountId: string;
  customerHash: Buffer;
  sealedCustomer: string;
  linkedAt: Date;
  undoUntil: Date;
};

const linkColumns = `id, account_id as "accountId", customer_hash as "customerHash", sealed_customer as "sealedCustomer",
  linked_at as "linkedAt", undo_until as "undoUntil"`;

export const selectLinkOfAccount = async (sql: Sql, accountId: string): Promise<LinkRow | undefined> => {
  const [row] = await sql.query<LinkRow>({
    name: 'select_shop_link_of_account',
    text: `select ${linkColumns} from shop_links where account_id = $1`,
    values: [accountId],
  });
  return row;
};

export const selectLinksOfAccounts = (sql: Sql, accountIds: readonly string[]): Promise<LinkRow[]> =>
  sql.query({
    text: `select ${linkColumns} from shop_links where account_id = any ($1::uuid[])`,
    values: [accountIds],
  });

export const selectLinkOfCustomer = async (sql: Sql, customerHash: Buffer): Promise<LinkRow | undefined> => {
  const [row] = await sql.query<LinkRow>({
    text: `select ${linkColumns} from shop_links where customer_hash = $1`,
    values: [customerHash],
  });
  return row;
};

/** The link a "not me" code is of, if it was made after `since`. */
export const selectLinkOfObjection = async (
  sql: Sql,
  { objectionHash, since }: { objectionHash: Buffer; since: Date },
): Promise<LinkRow | undefined> => {
  const [row] = await sql.query<LinkRow>({
    text: `select ${linkColumns} from shop_links where objection_hash = $1 and linked_at > $2`,
    values: [objectionHash, since],
  });
  return row;
};

export const blockCustomer = (tx: Sql, { customerHash, until }: { customerHash: Buffer; until: Date }) =>
  tx.query({
    text: `insert into shop_link_blocks (customer_hash, blocked_until) values ($1, $2)
           on conflict (customer_hash) do update set blocked_until = excluded.blocked_until`,
    values: [customerHash, until],
  });

export const selectBlock = async (
  sql: Sql,
  { customerHash, now }: { customerHash: Buffer; now: Date },
): Promise<{ blockedUntil: Date } | undefined> => {
  const [row] = await sql.query<{ blockedUntil: Date }>({
    text: `select blocked_until as "blockedUntil" from shop_link_blocks where customer_hash = $1 and blocked_until > $2`,
    values: [customerHash, now],
  });
  return row;
};

/** False when the shop account is somebody's already; waits for whoever is about to take it. */
export const insertLink = async (
  tx: Sql,
  row: LinkRow & { objectionHash: Buffer | null },
): Promise<boolean> => {
  const rows = await tx.query({
    text: `insert into shop_links (id, account_id, customer_hash, sealed_customer, linked_at, undo_until, objection_hash)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (customer_hash) do nothing returning id`,
    values: [
      row.id,
      row.accountId,
      row.customerHash,
      row.sealedCustomer,
      row.linkedAt,
      row.undoUntil,
      row.objectionHash,
    ],
  });
  return rows.length > 0;
};

export const deleteLink = (tx: Sql, id: string) =>
  tx.query({ text: 'delete from shop_links where id = $1', values: [id] });

/** True when the owner may be told (again) of this claimant. */
export const noteClaim = async (
  tx: Sql,
  { linkId, claimantId, now, notSince }: { linkId: string; claimantId: string; now: Date; notSince: Date },
): Promise<boolean> => {
  const rows = await tx.query({
    text: `insert into shop_link_claims (link_id, claimant_id, told_at) values ($1, $2, $3)
           on conflict (link_id, claimant_id) do update set told_at = $3 where shop_link_claims.told_at <= $4
           returning link_id`,
    values: [linkId, claimantId, now, notSince],
  });
  return rows.length > 0;
};

export const deleteClaimsBy = (tx: Sql, claimantId: string) =>
  tx.query({ text: 'delete from shop_link_claims where claimant_id = $1', values: [claimantId] });

/** The first time counts: it is what the person remembers. */
export const insertReminder = (
  sql: Sql,
  { accountId, now, traceparent }: { accountId: string; now: Date; traceparent: string },
) =>
  sql.query({
    text: `insert into shop_link_reminders (account_id, tried_at, traceparent) values ($1, $2, $3)
           on conflict (account_id) do nothing`,
    values: [accountId, now, traceparent],
  });

export type ReminderRow = { accountId: string; triedAt: Date; traceparent: string };

export const selectReminders = (sql: Sql, { since, limit }: { since: Date; limit: number }) =>
  sql.query<{ accountId: string }>({
    text: `select account_id as "accountId" from shop_link_reminders where tried_at > $1 order by tried_at limit $2`,
    values: [since, limit],
  });

/** Whoever deletes it tells the person; nobody else will. */
export const takeReminder = async (tx: Sql, accountId: string): Promise<ReminderRow | undefined> => {
  const [row] = await tx.query<ReminderRow>({
    text: `delete from shop_link_reminders where account_id = $1
           returning account_id as "accountId", tried_at as "triedAt", traceparent`,
    values: [accountId],
  });
  return row;
};

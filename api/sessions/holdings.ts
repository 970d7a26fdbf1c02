import type { Clock, Sql } from '@atlas/shared/ports';
import type { Holding } from '../personal-data/index.ts';
import { revokeSessions } from './queries.ts';

const selectSessions = (sql: Sql, accountId: string) =>
  sql.query({
    text: `select id, messenger, device, jkt as "keyThumbprint", amr, acr, auth_time as "authTime",
             created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt", revoked_at as "revokedAt"
           from sessions where account_id = $1 order by id`,
    values: [accountId],
  });

/**
 * Their refresh tokens and pins stay until they expire: hashes that lead to no session any more. A pin that went would
 * let used init data in again.
 */
const deleteSessions = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from sessions where account_id = $1', values: [accountId] });

const selectConfirmations = (sql: Sql, accountId: string) =>
  sql.query({
    text: `select id, jkt as "keyThumbprint", created_at as "createdAt", expires_at as "expiresAt",
             approved_at as "approvedAt", denied_at as "deniedAt"
           from proof_confirmations where account_id = $1 order by id`,
    values: [accountId],
  });

const deleteConfirmations = (tx: Sql, accountId: string) =>
  tx.query({ text: 'delete from proof_confirmations where account_id = $1', values: [accountId] });

/** Devices that are or were signed in, and the questions asked in the chat about new ones. */
export const createSessionHoldings = ({ clock }: { clock: Clock }): readonly Holding[] => [
  {
    name: 'sessions',
    read: selectSessions,
    erase: async (tx, accountId) => {
      const sessionIds = await revokeSessions(tx, { accountId, now: clock() });
      await deleteSessions(tx, accountId);
      return sessionIds.length > 0
        ? [{ type: 'session.revoked.v1', data: { sessionIds, reason: 'account_deleted' } }]
        : [];
    },
  },
  {
    name: 'confirmations',
    read: selectConfirmations,
    erase: async (tx, accountId) => {
      await deleteConfirmations(tx, accountId);
      return [];
    },
  },
];

import { hash, randomUUIDv7 } from 'node:crypto';
import type { Clock, Database } from '@atlas/shared/ports';
import type { StartedConnection } from '@atlas/shared/wire';
import { newBase32Code } from '../codes/index.ts';
import { lockAccount } from '../event-log/index.ts';
import type { Idempotency } from '../http/index.ts';
import { type BotAddresses, connectLinks } from './connect-links.ts';
import { connectionPolicy } from './policy.ts';
import { insertConnection } from './queries.ts';

/** What is kept of a token. */
export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer');

export type StartConnection = (input: {
  accountId: string;
  sessionId: string;
  idempotencyKey: string | null;
}) => Promise<StartedConnection>;

/** Begins to connect another messenger: a token to be brought there. The one that was given before is void. */
export const createStartConnection =
  ({
    database,
    clock,
    idempotency,
    botAddresses,
  }: {
    database: Database;
    clock: Clock;
    idempotency: Idempotency;
    botAddresses: BotAddresses;
  }): StartConnection =>
  ({ accountId, sessionId, idempotencyKey }) =>
    database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const start = async (): Promise<StartedConnection> => {
        const token = newBase32Code(connectionPolicy.tokenLength);
        const [connectionId, now] = [randomUUIDv7(), clock()];
        const expiresAt = new Date(now.getTime() + connectionPolicy.ttlSeconds * 1000);
        const tokenHash = hashToken(token);
        await insertConnection(tx, { id: connectionId, accountId, sessionId, tokenHash, now, expiresAt });
        return {
          ...{ connectionId, token, expiresAt: expiresAt.toISOString() },
          links: connectLinks(botAddresses, token),
        };
      };
      if (!idempotencyKey) return start();
      const once = { key: idempotencyKey, operationId: 'startConnection', caller: sessionId, request: {} };
      return idempotency.once(tx, once, start);
    });

import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { sessionPolicy } from './policy.ts';
import { endFreshness } from './queries.ts';

/** Asks the account holder, in the chat, whether a second key is theirs; the question's id, or null when it may not be asked. */
export type AskForConfirmation = (input: {
  accountId: string;
  pinnedSessionId: string;
  fingerprint: Buffer;
  jkt: string;
  context: RequestContext;
}) => Promise<string | null>;

export type DecideConfirmation = (input: {
  accountId: string;
  confirmationId: string;
  decision: 'approve' | 'deny';
}) => Promise<void>;

type Deps = { database: Database; clock: Clock; eventLog: EventLog };

/** Questions per account and hour: the chat is not a doorbell for whoever stole a link. */
const maxPerHour = 3;

const selectOpen = (tx: Sql, fingerprint: Buffer, jkt: string, now: Date) =>
  tx.query<{ id: string; deniedAt: Date | null }>({
    text: `select id, denied_at as "deniedAt" from proof_confirmations
           where fingerprint = $1 and jkt = $2 and consumed_at is null and (expires_at > $3 or denied_at is not null)`,
    values: [fingerprint, jkt, now],
  });

const countSince = async (tx: Sql, accountId: string, since: Date): Promise<number> => {
  const [row] = await tx.query<{ count: number }>({
    text: 'select count(*) from proof_confirmations where account_id = $1 and created_at > $2',
    values: [accountId, since],
  });
  return row?.count ?? 0;
};

const insert = (
  tx: Sql,
  row: { id: string; accountId: string; fingerprint: Buffer; jkt: string; now: Date; expiresAt: Date },
) =>
  tx.query({
    text: `insert into proof_confirmations (id, account_id, fingerprint, jkt, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6)`,
    values: [row.id, row.accountId, row.fingerprint, row.jkt, row.now, row.expiresAt],
  });

/**
 * Init data came with a second key. The first session's proof stops being fresh, the event is on record, and the
 * person is asked once per key; however often the second key knocks, one question stands.
 */
export const createAskForConfirmation =
  ({ database, clock, eventLog }: Deps): AskForConfirmation =>
  async ({ accountId, pinnedSessionId, fingerprint, jkt, context }) => {
    const id = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const now = clock();
      const [open] = await selectOpen(tx, fingerprint, jkt, now);
      if (open) return open.deniedAt ? null : open.id;
      if ((await countSince(tx, accountId, new Date(now.getTime() - 3_600_000))) >= maxPerHour) return null;
      const confirmationId = randomUUIDv7();
      const expiresAt = new Date(now.getTime() + sessionPolicy.confirmation * 1000);
      await insert(tx, { id: confirmationId, accountId, fingerprint, jkt, now, expiresAt });
      await endFreshness(tx, pinnedSessionId, now);
      const data = { kind: 'proof_shown_by_other_key' as const, sessionId: pinnedSessionId, confirmationId };
      await eventLog.append(tx, accountId, [{ type: 'suspicious.activity.v1', data }], context);
      return confirmationId;
    });
    eventLog.wake();
    return id;
  };

/** The person's answer; good once, within 300 s. @throws AtlasError `confirmation_not_found` */
export const createDecideConfirmation =
  ({ database, clock }: Pick<Deps, 'database' | 'clock'>): DecideConfirmation =>
  async ({ accountId, confirmationId, decision }) => {
    const column = decision === 'approve' ? 'approved_at' : 'denied_at';
    const rows = await database.query({
      text: `update proof_confirmations set ${column} = $3
             where id = $1 and account_id = $2 and approved_at is null and denied_at is null and expires_at > $3
             returning id`,
      values: [confirmationId, accountId, clock()],
    });
    if (rows.length === 0) throw new AtlasError('confirmation_not_found');
  };

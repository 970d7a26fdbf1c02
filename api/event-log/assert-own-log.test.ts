import { randomUUIDv7 } from 'node:crypto';
import { createTestDatabase } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';
import { assertOwnLog, ForeignLogError } from './index.ts';

describe('a log from another server', () => {
  it('is refused: its readers would never see what is appended here', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const append = (transactionId: string | null) =>
      database.query({
        text: `insert into event_log (transaction_id, id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
               values (coalesce($1::xid8, pg_current_xact_id()), $2, 'account.deleted.v1', 'atlas.accounts', $2, 1, '/test', now(), '', '{}')`,
        values: [transactionId, randomUUIDv7()],
      });
    await assertOwnLog(database);
    await append(null);
    await assertOwnLog(database);
    await append('9000000000000');
    await expect(assertOwnLog(database)).rejects.toThrow(ForeignLogError);
  });
});

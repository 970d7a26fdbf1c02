import { createHmac } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';

const keptSeconds = 24 * 3600;

export type IdempotentRequest = {
  /** The client's `Idempotency-Key`. */
  key: string;
  operationId: string;
  /** Whoever may be handed the answer again: the account, or for sign-in the proof and its key. */
  caller: string;
  /** What was asked; under one key always the same. */
  request: unknown;
};

export type Idempotency = {
  /**
   * Does `work` once per key within 24 h and gives every repeat the first answer. Runs inside the caller's
   * transaction, after its locks, so answer and effect commit together.
   *
   * @throws AtlasError `idempotency_key_reused` when the key came with another request.
   */
  once<Answer>(tx: Sql, request: IdempotentRequest, work: () => Promise<Answer>): Promise<Answer>;
};

/**
 * Answers are sealed at rest: they may carry tokens. Requests are kept as keyed hashes: a phone number or a password
 * could be guessed from a bare one.
 */
export const createIdempotency = ({ vault, clock }: { vault: Vault; clock: Clock }): Idempotency => {
  const hashKey = vault.deriveKey('idempotency');
  const hash = (...parts: string[]) => createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest();
  return {
    once: async <Answer>(
      tx: Sql,
      { key, operationId, caller, request }: IdempotentRequest,
      work: () => Promise<Answer>,
    ) => {
      const keyHash = hash(operationId, caller, key);
      const requestHash = hash(JSON.stringify(request));
      const place = { table: 'idempotency_keys', column: 'sealed_answer', rowId: keyHash.toString('hex') };
      await tx.query({
        text: `select pg_advisory_xact_lock(hashtextextended('atlas.idempotency.' || $1, 0))`,
        values: [place.rowId],
      });
      const [known] = await tx.query<{ requestHash: Buffer; sealedAnswer: string }>({
        text: `select request_hash as "requestHash", sealed_answer as "sealedAnswer"
             from idempotency_keys where key_hash = $1 and expires_at > $2`,
        values: [keyHash, clock()],
      });
      if (known) {
        if (!known.requestHash.equals(requestHash)) throw new AtlasError('idempotency_key_reused');
        return JSON.parse(vault.open(known.sealedAnswer, place).toString('utf8')) as Answer;
      }
      const answer = await work();
      await tx.query({
        text: `insert into idempotency_keys (key_hash, request_hash, sealed_answer, expires_at) values ($1, $2, $3, $4)
             on conflict (key_hash) do update set
               request_hash = excluded.request_hash, sealed_answer = excluded.sealed_answer, expires_at = excluded.expires_at`,
        values: [
          keyHash,
          requestHash,
          vault.seal(Buffer.from(JSON.stringify(answer)), place),
          new Date(clock().getTime() + keptSeconds * 1000),
        ],
      });
      return answer;
    },
  };
};

import { randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import type { BackupCodes } from '@atlas/shared/wire';
import { type EventLog, lockAccount } from '../event-log/index.ts';
import type { Idempotency, RequestContext } from '../http/index.ts';
import { hashBackupCode, newBackupCode, normalBackupCode } from './backup-code.ts';
import type { HashSlots } from './hash-slots.ts';
import {
  confirmBackupCodes,
  replaceBackupCodes,
  type SealedCode,
  selectLockedUntil,
  selectUnusedCodes,
} from './queries.ts';

/** A set made, but not yet in service: hashing is slow, so it comes before any lock. */
export type PreparedBackupCodes = { setId: string; salt: Buffer; shown: string[]; codes: SealedCode[] };

/** What a typed backup code is compared with: hashes under one salt, its own among them if it is right. */
export type BackupCandidates = {
  setId: string | null;
  given: Buffer;
  candidates: { id: string; hash: Buffer }[];
};

export type BackupCodeSets = {
  prepare(accountId: string): Promise<PreparedBackupCodes>;
  /** Puts a prepared set into service and on record; in the caller's transaction, after `lockAccount`. */
  store(tx: Sql, accountId: string, set: PreparedBackupCodes, context: RequestContext): Promise<void>;
  /** @throws AtlasError `unavailable` when too much is being hashed. */
  candidatesFor(accountId: string, typed: string): Promise<BackupCandidates>;
};

const codesPerSet = 10;

type Deps = { database: Database; vault: Vault; clock: Clock; eventLog: EventLog; hashSlots: HashSlots };

/** Ten codes for the day the telephone is lost. Kept as Argon2id under one salt per set, and sealed on top. */
export const createBackupCodeSets = ({
  database,
  vault,
  clock,
  eventLog,
  hashSlots,
}: Deps): BackupCodeSets => {
  const place = (accountId: string, rowId: string) => ({
    table: 'backup_codes',
    column: 'sealed_hash',
    rowId,
    accountId,
  });

  return {
    prepare: (accountId) =>
      hashSlots.run(async () => {
        const salt = randomBytes(16);
        const shown = Array.from({ length: codesPerSet }, newBackupCode);
        const codes: SealedCode[] = [];
        for (const code of shown) {
          const id = randomUUIDv7();
          const hash = await hashBackupCode(normalBackupCode(code) as string, salt);
          codes.push({ id, sealedHash: vault.seal(hash, place(accountId, id)) });
        }
        return { setId: randomUUIDv7(), salt, shown, codes };
      }),
    store: async (tx, accountId, { setId, salt, codes }, context) => {
      await replaceBackupCodes(tx, { setId, accountId, salt, codes, now: clock() });
      const data = { setId, count: codes.length };
      await eventLog.append(tx, accountId, [{ type: 'backup_codes.created.v1', data }], context);
    },
    candidatesFor: async (accountId, typed) => {
      const set = await selectUnusedCodes(database, accountId);
      const code = normalBackupCode(typed);
      // Nothing to compare with: the answer is wrong, and as slow as any other.
      const salt = set?.salt ?? randomBytes(16);
      const given = await hashSlots.run(() => hashBackupCode(code ?? '', salt));
      const candidates = (code && set ? set.codes : []).map(({ id, sealedHash }) => ({
        id,
        hash: vault.open(sealedHash, place(accountId, id)),
      }));
      return { setId: set?.setId ?? null, given, candidates };
    },
  };
};

export type RenewBackupCodes = (input: {
  accountId: string;
  idempotencyKey: string | null;
  context: RequestContext;
}) => Promise<BackupCodes>;

/** Ten new codes; the old ones are dead from the commit on. */
export const createRenewBackupCodes =
  ({
    database,
    eventLog,
    idempotency,
    backupCodeSets,
  }: Pick<Deps, 'database' | 'eventLog'> & {
    idempotency: Idempotency;
    backupCodeSets: BackupCodeSets;
  }): RenewBackupCodes =>
  async ({ accountId, idempotencyKey, context }) => {
    const set = await backupCodeSets.prepare(accountId);
    const answer = await database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const work = async () => {
        await backupCodeSets.store(tx, accountId, set, context);
        return { codes: set.shown };
      };
      const request = {
        key: idempotencyKey ?? '',
        operationId: 'renewBackupCodes',
        caller: accountId,
        request: {},
      };
      return idempotencyKey ? idempotency.once(tx, request, work) : work();
    });
    eventLog.wake();
    return answer;
  };

export type ConfirmBackupCodes = (input: {
  accountId: string;
  sessionId: string;
  code: string;
  context: RequestContext;
}) => Promise<void>;

const locked = (until: Date, now: Date) =>
  new AtlasError('verification_locked', {
    retryAfterSeconds: Math.ceil((until.getTime() - now.getTime()) / 1000),
  });

/**
 * One code typed back says that they were kept. It stays good.
 * @throws AtlasError `code_invalid`, `verification_locked`
 */
export const createConfirmBackupCodes =
  ({
    database,
    clock,
    eventLog,
    backupCodeSets,
  }: Pick<Deps, 'database' | 'clock' | 'eventLog'> & {
    backupCodeSets: BackupCodeSets;
  }): ConfirmBackupCodes =>
  async ({ accountId, sessionId, code, context }) => {
    // Asked again with the decision; here it spares the hashing.
    const alreadyLockedUntil = await selectLockedUntil(database, accountId, clock());
    if (alreadyLockedUntil) throw locked(alreadyLockedUntil, clock());
    const { setId, given, candidates } = await backupCodeSets.candidatesFor(accountId, code);
    const now = clock();
    const { outcome, lockedUntil } = await confirmBackupCodes(database, {
      now,
      accountId,
      sessionId,
      setId,
      isRight: candidates.some(({ hash }) => timingSafeEqual(hash, given)),
      eventIds: [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()],
      traceparent: context.traceparent,
    });
    eventLog.wake();
    if (outcome === 'wrong') throw new AtlasError('code_invalid');
    if (outcome === 'locked') throw locked(lockedUntil ?? now, now);
  };

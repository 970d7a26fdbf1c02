import type { Sql } from '@atlas/shared/ports';
import type { FactorKind } from '@atlas/shared/wire';
import { deleteBackupCodes } from '../backup-codes/index.ts';
import type { NewEvent } from '../event-log/index.ts';
import type { FactorSeals } from './factor-seals.ts';
import { type SealedFactor, selectFactor } from './queries.ts';

type Move = { factorIds: readonly string[]; from: string; to: string; cameBy: 'merge' | 'merge_undo' };

export type MoveFactors = (
  tx: Sql,
  move: Move,
) => Promise<{ moved: string[]; ofOld: NewEvent[]; ofNew: NewEvent[] }>;

const hasTwin = async (tx: Sql, accountId: string, destinationIndex: Buffer | null): Promise<boolean> => {
  const rows = await tx.query({
    text: `select from factors where account_id = $1 and destination_index = $2 and state <> 'pending'`,
    values: [accountId, destinationIndex],
  });
  return rows.length > 0;
};

const countActive = async (tx: Sql, accountId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>({
    text: `select count(*) from factors where account_id = $1 and state = 'active'`,
    values: [accountId],
  });
  return row?.count ?? 0;
};

export type MovableFactor = { id: string; kind: FactorKind; destination: string | null; comes: boolean };

/** What `MoveFactors` would do with an account's active factors, oldest first. */
export const previewFactorMove = (
  sql: Sql,
  { from, to }: { from: string; to: string },
): Promise<MovableFactor[]> =>
  sql.query({
    text: `select id, kind, masked_destination as destination, not exists (
             select from factors twin
             where twin.account_id = $2 and twin.destination_index = f.destination_index and twin.state <> 'pending'
           ) as comes
           from factors f where account_id = $1 and state = 'active' order by created_at, id`,
    values: [from, to],
  });

/** Whether the account has a factor that was there at a time: one of these, or one beside them. */
export const hadFactorAt = async (
  sql: Sql,
  accountId: string,
  { at, ids, are }: { at: Date; ids: readonly string[]; are: 'among them' | 'beside them' },
): Promise<boolean> => {
  const rows = await sql.query({
    text: `select from factors
           where account_id = $1 and state <> 'pending' and created_at <= $2 and (id = any ($3::uuid[])) = $4 limit 1`,
    values: [accountId, at, ids, are === 'among them'],
  });
  return rows.length > 0;
};

/** As the removal of a default does it: the oldest of the others. */
const chooseDefault = (tx: Sql, accountId: string) =>
  tx.query({
    text: `update factors set is_default = true where id = (
             select id from factors where account_id = $1 and state = 'active'
               and not exists (select from factors where account_id = $1 and is_default)
             order by created_at, id limit 1)`,
    values: [accountId],
  });

/**
 * Active factors go to another account, sealed anew for it; one whose number or address is there already stays. After
 * the locks of both accounts. Where an account gives away its last one, its backup codes go, as with any last factor.
 */
export const createMoveFactors = (seals: FactorSeals): MoveFactors => {
  const reseal = ({ id, kind, sealedDestination, sealedSecret }: SealedFactor, { from, to }: Move) => {
    const owner = (accountId: string) => ({ accountId, factorId: id });
    const address = seals.destinationOf({ id, kind, sealedDestination }, from)?.address ?? null;
    return {
      address,
      sealedDestination: address && seals.sealDestination(address, owner(to)),
      sealedSecret: sealedSecret && seals.sealSecret(seals.openSecret(sealedSecret, owner(from)), owner(to)),
    };
  };

  const moveOne = async (tx: Sql, factor: SealedFactor, move: Move): Promise<NewEvent> => {
    const { address, sealedDestination, sealedSecret } = reseal(factor, move);
    const isFirst = (await countActive(tx, move.to)) === 0;
    await tx.query({
      text: `update factors set account_id = $2, is_default = $3, sealed_destination = $4, sealed_secret = $5 where id = $1`,
      values: [factor.id, move.to, isFirst, sealedDestination, sealedSecret],
    });
    return {
      type: 'two_factor.enabled.v1',
      data: {
        ...{ factorId: factor.id, factorKind: factor.kind, name: factor.name, destination: address },
        ...{ isFirst, isDefault: isFirst, createdAt: factor.createdAt.toISOString(), cameBy: move.cameBy },
      },
    };
  };

  return async (tx, move) => {
    const [moved, ofOld, ofNew]: [string[], NewEvent[], NewEvent[]] = [[], [], []];
    for (const factorId of move.factorIds) {
      const factor = await selectFactor(tx, { accountId: move.from, factorId });
      if (factor?.state !== 'active' || (await hasTwin(tx, move.to, factor.destinationIndex))) continue;
      ofNew.push(await moveOne(tx, factor, move));
      await chooseDefault(tx, move.from);
      const wasLast = move.cameBy === 'merge_undo' && (await countActive(tx, move.from)) === 0;
      if (wasLast) {
        await tx.query({ text: 'delete from factors where account_id = $1', values: [move.from] });
        await deleteBackupCodes(tx, move.from);
      }
      const data = { factorId, factorKind: factor.kind, reason: move.cameBy, wasLast };
      ofOld.push({ type: 'two_factor.disabled.v1', data });
      moved.push(factorId);
    }
    return { moved, ofOld, ofNew };
  };
};

/** Whether a messenger of one account stands on the phone number that codes of the other go to. */
export const isOwnMessengerAcross = async (
  tx: Sql,
  accountIds: readonly [string, string],
): Promise<boolean> => {
  const rows = await tx.query({
    text: `select from identities i join factors f on f.destination_index = i.phone_index
           where i.account_id = any ($1::uuid[]) and f.account_id = any ($1::uuid[]) and i.account_id <> f.account_id
             and f.state = 'active' limit 1`,
    values: [accountIds],
  });
  return rows.length > 0;
};

import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { change, changeAll, type LoggedEvent, type Projection, type Row } from '../rebuild/index.ts';
import { createFactorSeals } from './factor-seals.ts';
import type { SealedFactor } from './queries.ts';

type FactorColumns = Pick<SealedFactor, 'id' | 'kind' | 'name' | 'state' | 'sealedDestination'> & {
  accountId: string;
  isDefault: boolean;
  createdAt: Date;
};

const select = (sql: Sql, accountIds: readonly string[]) =>
  sql.query<FactorColumns>({
    text: `select id, account_id as "accountId", kind, name, state, is_default as "isDefault",
             sealed_destination as "sealedDestination", created_at as "createdAt"
           from factors where account_id = any ($1::uuid[]) and state <> 'pending'`,
    values: [accountIds],
  });

/** One that was switched off makes room for a new one with the same destination. */
const enable = (rows: Map<string, Row>, { at, data }: LoggedEvent<'two_factor.enabled.v1'>) => {
  const { factorId, factorKind, name, destination, isDefault } = data;
  for (const [id, row] of rows) {
    if (row.state === 'locked' && destination !== null && row.destination === destination) rows.delete(id);
  }
  const createdAt = data.createdAt ?? at.toISOString();
  rows.set(factorId, {
    kind: factorKind,
    name,
    destination,
    state: 'active',
    is_default: isDefault,
    created_at: createdAt,
  });
};

/** The oldest of those in service, where no other is the default. */
const chooseDefault = (rows: Map<string, Row>) => {
  const active = [...rows].filter(([, { state }]) => state === 'active');
  if (active.some(([, row]) => row.is_default)) return;
  const [oldest] = active.sort(([a, first], [b, second]) =>
    `${first.created_at}${a}` < `${second.created_at}${b}` ? -1 : 1,
  );
  if (oldest) change(rows, oldest[0], { is_default: true });
};

const disable = (rows: Map<string, Row>, { data }: LoggedEvent<'two_factor.disabled.v1'>) => {
  const { factorId, reason, wasLast } = data;
  if (reason === 'locked') change(rows, factorId, { state: 'locked', is_default: false });
  else rows.delete(factorId);
  // With the last one that is taken off, those that were switched off go too.
  if (wasLast && reason !== 'locked') rows.clear();
  chooseDefault(rows);
};

/** Second factors in service or switched off, as their events tell them. What was only begun is on no record. */
export const createFactorProjection = (vault: Vault): Projection => {
  const seals = createFactorSeals(vault);
  return {
    table: 'factors',
    personal: ['name', 'destination'],
    read: async (sql, accountIds) =>
      (await select(sql, accountIds)).map((row) => ({
        id: row.id,
        accountId: row.accountId,
        kind: row.kind,
        name: row.name,
        destination: seals.destinationOf(row, row.accountId)?.address ?? null,
        state: row.state,
        is_default: row.isDefault,
        created_at: row.createdAt.toISOString(),
      })),
    evolve: (rows, event) => {
      if (event.type === 'two_factor.enabled.v1') enable(rows, event);
      if (event.type === 'two_factor.disabled.v1') disable(rows, event);
      if (event.type === 'two_factor.updated.v1') {
        const { factorId, name, isDefault } = event.data;
        if (isDefault) changeAll(rows, (_row, id) => ({ is_default: id === factorId }));
        if (name !== undefined) change(rows, factorId, { name });
      }
      if (event.type === 'recovery.completed.v1' || event.type === 'account.deleted.v1') rows.clear();
    },
  };
};

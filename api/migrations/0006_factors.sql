-- Second factors: where codes go, or the secret that makes them.
create table factors (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  kind text not null check (kind in ('sms', 'email', 'totp')),
  name text not null,
  -- `pending` until one right code came back; `locked` after 100 wrong ones in a row, until a recovery.
  state text not null check (state in ('pending', 'active', 'locked')),
  is_default boolean not null default false,
  -- Number or address, sealed; and its blind index, by which an account finds its own again.
  sealed_destination text,
  destination_index bytea,
  -- What may be shown of it.
  masked_destination text,
  sealed_secret text,
  -- The newest TOTP time step that was used; it only rises, so a code works once.
  last_step bigint,
  -- Wrong values since the last right one.
  wrong_in_row integer not null default 0,
  created_at timestamptz not null,
  -- Of a pending one.
  expires_at timestamptz,
  last_used_at timestamptz,
  check ((kind = 'totp') = (sealed_secret is not null and last_step is not null)),
  check ((kind <> 'totp') = (sealed_destination is not null and destination_index is not null and masked_destination is not null)),
  check ((state = 'pending') = (expires_at is not null))
);
create index factors_of_account on factors (account_id, created_at);
create unique index factors_one_default on factors (account_id) where is_default;
create unique index factors_one_per_destination on factors (account_id, destination_index) where state <> 'pending';
create index factors_pending_by_expiry on factors (expires_at) where state = 'pending';

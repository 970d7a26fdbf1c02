-- Two accounts of one person made one: what came over, so that it can go back.
create table account_merges (
  id uuid primary key,
  -- The account that gave everything away; it keeps its row, its key and its history, and nobody signs in to it.
  old_id uuid not null references accounts (id) on delete cascade,
  new_id uuid not null references accounts (id) on delete cascade,
  merged_at timestamptz not null,
  undo_until timestamptz not null,
  undone_at timestamptz,
  identity_ids uuid[] not null,
  factor_ids uuid[] not null,
  shop_link_id uuid
);
create unique index account_merges_of_old on account_merges (old_id) where undone_at is null;
create index account_merges_into_new on account_merges (new_id);

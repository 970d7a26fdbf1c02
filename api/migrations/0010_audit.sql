-- The audit chain: every row of event_log and audit_records, in the order of their transactions, each hash covering the
-- row's bytes and the hash before it. The chain holds places and hashes only, so what is chained is kept once.

create function is_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

-- Changes and security decisions that are no event of an account: clients, keys, locks. Ids only, nothing personal.
create table audit_records (
  transaction_id xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  id uuid not null,
  occurred_at timestamptz not null,
  action text not null,
  -- Who did it: `operator`, `configuration`, `api`, an account or a client.
  actor text not null,
  -- What it was done to.
  subject text not null,
  data jsonb not null,
  primary key (transaction_id, position)
);

-- Written by one chainer at a time. No index beside the key: a chain row is found by going along the chain.
create table audit_chain (
  seq bigint primary key check (seq > 0),
  source text not null check (source in ('event', 'record')),
  transaction_id xid8 not null,
  position bigint not null,
  hash bytea not null check (octet_length(hash) = 32)
);

-- Keys that sign heads. [RFC 8037] The public half is made from the private one, which opens under the master key only:
-- whoever can write here but lacks that key cannot sign.
create table audit_keys (
  -- RFC 7638 thumbprint of the public key.
  kid text primary key,
  sealed_private_key text not null,
  created_at timestamptz not null
);

create table audit_heads (
  seq bigint primary key,
  hash bytea not null check (octet_length(hash) = 32),
  signed_at timestamptz not null,
  kid text not null,
  signature bytea not null
);

create trigger append_only before update or delete or truncate on audit_records
  for each statement execute function is_append_only();
create trigger append_only before update or delete or truncate on audit_chain
  for each statement execute function is_append_only();
create trigger append_only before update or delete or truncate on audit_keys
  for each statement execute function is_append_only();
create trigger append_only before update or delete or truncate on audit_heads
  for each statement execute function is_append_only();

-- The one append-only history: outbox, audit source and what accounts are rebuilt from.
-- Rows are written in the caller's transaction and never changed.
create table event_log (
  -- Readers stay below pg_snapshot_xmin, so a slow commit is never skipped.
  transaction_id xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  id uuid not null,
  type text not null,
  topic text not null,
  -- The account: key on the bus, unit of order.
  subject uuid not null,
  sequence integer not null check (sequence > 0),
  source text not null,
  occurred_at timestamptz not null,
  traceparent text not null,
  -- Personal fields inside are sealed with the account's key.
  data jsonb not null,
  primary key (transaction_id, position),
  unique (subject, sequence)
);

create function event_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'event_log is append-only';
end $$;
create trigger append_only before update or delete or truncate on event_log
  for each statement execute function event_log_is_append_only();

-- One key per account, sealed under the master key. Deleting the row erases the person from the log.
create table account_keys (
  account_id uuid primary key,
  sealed_key text not null
);

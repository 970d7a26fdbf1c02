-- Where each consumer group stands in event_log, and what it could not handle.

create table bus_cursors (
  consumer_group text primary key,
  topics text[] not null,
  -- Everything up to here is handled or parked.
  transaction_id xid8 not null,
  position bigint not null
);

-- Ids only; the data stays in event_log. While a key has a row that is not `undecodable`, its later events wait
-- here behind it.
create table bus_parked (
  consumer_group text not null,
  transaction_id xid8 not null,
  position bigint not null,
  event_id uuid not null,
  key uuid not null,
  type text not null,
  reason text not null check (reason in ('failed', 'behind', 'undecodable')),
  error text,
  attempts integer not null,
  parked_at timestamptz not null,
  primary key (consumer_group, transaction_id, position)
);
create index bus_parked_by_key on bus_parked (consumer_group, key, transaction_id, position);

-- What notify knows about people, and every message it wrote or decided not to write.

create schema notify;

-- Events that were handled. Written in the same transaction as their effect.
create table notify.inbox (
  consumer text not null,
  -- UUIDv7: sorts by time, so old ones are trimmed by range.
  event_id uuid not null,
  primary key (consumer, event_id)
);

-- Projections of the accounts' events: notify never asks the API.
create table notify.recipients (
  account_id uuid primary key,
  display_name text not null,
  locale text not null,
  preferences jsonb not null default '{}'
);

create table notify.addresses (
  account_id uuid not null,
  channel text not null,
  -- What the address is relative to: the bot id in Telegram.
  app_scope text not null,
  address text not null,
  -- Set when the provider said that the person can't be reached; cleared when they come back.
  blocked_at timestamptz,
  primary key (account_id, channel, app_scope)
);
create index addresses_by_address on notify.addresses (channel, app_scope, address);

create table notify.deliveries (
  id uuid primary key,
  -- Order of arrival, where times are equal.
  position bigint not null generated always as identity,
  event_id uuid not null,
  account_id uuid not null,
  kind text not null,
  template text not null,
  channel text not null,
  -- Sends of one lane share a rate: `telegram:<bot id>`.
  lane text not null,
  address text not null,
  -- Lower goes first.
  priority smallint not null,
  -- Ids and counts for the template; nothing personal.
  params jsonb not null,
  traceparent text not null,
  state text not null
    check (state in ('queued', 'sending', 'retry_wait', 'sent', 'failed', 'unknown', 'suppressed', 'expired')),
  reason text,
  -- Calls begun, and those of them that count against the tries (a provider's "later" does not).
  attempts integer not null default 0,
  failures integer not null default 0,
  due_at timestamptz not null,
  expires_at timestamptz not null,
  -- While `sending`: past it, whoever was sending is gone and the outcome is unknown.
  lease_until timestamptz,
  provider_message_id text,
  created_at timestamptz not null,
  sent_at timestamptz,
  unique (event_id, template)
);
create index deliveries_due on notify.deliveries (lane, priority, due_at, position) where state in ('queued', 'retry_wait');
create index deliveries_expiring on notify.deliveries (lane, expires_at) where state in ('queued', 'retry_wait');
-- At most one message of a chat in flight, whoever sends.
create unique index deliveries_in_flight on notify.deliveries (lane, address) where state = 'sending';
create index deliveries_waiting on notify.deliveries (lane, address) where state in ('queued', 'retry_wait');
create index deliveries_of_account on notify.deliveries (account_id, created_at desc, id desc);

-- A row before each call, so that a crash leaves a trace of it.
create table notify.attempts (
  delivery_id uuid not null references notify.deliveries (id) on delete cascade,
  number integer not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('sent', 'refused', 'retry', 'unknown')),
  code text,
  primary key (delivery_id, number)
);

-- Rate slots and pauses, shared by all processes: theoretical arrival times as in GCRA.
create table notify.lanes (
  lane text primary key,
  next_slot_at timestamptz not null,
  paused_until timestamptz not null
);
create table notify.chats (
  lane text not null,
  address text not null,
  next_slot_at timestamptz not null,
  paused_until timestamptz not null,
  primary key (lane, address)
);

-- Public read contract: what the API shows as GET /v1/notifications.
create view notify.account_notifications as
  select account_id, id, kind, template, channel, state, reason, attempts, created_at, sent_at
  from notify.deliveries;

-- What an operator has to see and do: how fast a lane may go just now, who was asked, why, by which way instead, and again.

alter table notify.lanes
  -- Messages per second right after the last "too fast" of the whole lane, and when that was. It grows by one for each
  -- clean minute since; null once nothing holds the lane below its configured rate.
  add column slowed_rate real,
  add column slowed_at timestamptz;

alter table notify.attempts
  -- Who is asked first, written before the call; then who answered.
  add column provider text,
  -- Providers of the same channel that could not take it, in order: [{"provider", "code"}].
  add column passed_over jsonb;

alter table notify.deliveries
  -- What notify decided about this message, step by step: [{"step", "result", "detail"}]. Nothing personal.
  add column decision jsonb not null default '[]',
  -- The message this one was sent instead of.
  add column fallback_of uuid references notify.deliveries (id) on delete set null,
  -- Not sent by then, it goes on to the next way to reach the person; null where it does not.
  add column fallback_at timestamptz,
  add column replays integer not null default 0;
-- A message goes on once.
create unique index deliveries_fallback_of on notify.deliveries (fallback_of) where fallback_of is not null;
create index deliveries_to_go_on on notify.deliveries (lane, fallback_at)
  where state in ('queued', 'retry_wait') and fallback_at is not null;
create index deliveries_given_up on notify.deliveries (id) where state in ('dead', 'failed');
create index deliveries_with_secrets on notify.deliveries (lane, expires_at)
  where state in ('dead', 'failed') and sealed is not null;

-- Events that ask for a message of which there is no row: why not.
create table notify.decisions_against (
  id uuid primary key,
  event_id uuid not null,
  account_id uuid not null,
  event_type text not null,
  template text,
  decision jsonb not null,
  at timestamptz not null
);
create index decisions_against_of_event on notify.decisions_against (event_id);
create index decisions_against_of_account on notify.decisions_against (account_id, id desc);

-- Each thing a provider said, once; `deliveries.receipt` is the one that counts.
create table notify.receipts (
  delivery_id uuid not null references notify.deliveries (id) on delete cascade,
  receipt text not null,
  at timestamptz not null,
  primary key (delivery_id, receipt)
);

create table notify.replays (
  delivery_id uuid not null references notify.deliveries (id) on delete cascade,
  number integer not null,
  at timestamptz not null,
  -- The client that asked, or `operator` for the command line.
  actor text not null,
  reason text,
  primary key (delivery_id, number)
);

-- Events that ask for a message to somebody not heard of yet: topics keep no order among each other, so an order may come
-- before its account. Sealed; gone once the account is there, or after an hour.
create table notify.early_events (
  event_id uuid primary key,
  account_id uuid not null,
  sealed text not null,
  kept_at timestamptz not null
);
create index early_events_of_account on notify.early_events (account_id);
create index early_events_by_time on notify.early_events (kept_at);

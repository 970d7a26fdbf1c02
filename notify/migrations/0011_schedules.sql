-- When people want to be written to, and what waits for that.

alter table notify.recipients
  -- {"timeZone", "quietHours": {"from", "to"}, "digest": {"kinds", "at"}}; empty for who never chose.
  add column schedule jsonb not null default '{}';

alter table notify.deliveries
  -- When the person's next quiet hours begin: what still waits then is put off. Null where none do.
  add column quiet_at timestamptz,
  -- The summary that tells it.
  add column told_in uuid;
create index deliveries_deferred on notify.deliveries (due_at) where state = 'deferred';
create index deliveries_digesting on notify.deliveries (due_at) where state = 'digesting';
create index deliveries_into_quiet_hours on notify.deliveries (quiet_at)
  where quiet_at is not null and state in ('queued', 'retry_wait');

-- When people want to be written to: {"timeZone", "quietHours", "digest"}; empty for who never chose.
alter table accounts add column notification_schedule jsonb not null default '{}';

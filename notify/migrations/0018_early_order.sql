-- The order in which they came, which is the order in which they are told of.
alter table notify.early_events add column position bigint not null generated always as identity;

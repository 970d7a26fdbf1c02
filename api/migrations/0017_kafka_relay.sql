-- The relay publishes the log to Kafka from a cursor of its own; beside it stands, by `topic/partition`, the offset after
-- the last record that it published up to there.
alter table bus_cursors add column published jsonb not null default '{}';

-- Asked for by an operator, taken up by a process of the group, which alone has what handles its events.
alter table bus_parked add column replay_requested_at timestamptz;
create index bus_parked_asked_for on bus_parked (consumer_group, replay_requested_at) where replay_requested_at is not null;

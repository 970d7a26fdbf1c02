-- Notices by SMS to one number on one day. Kept apart from the messages, which go with their account: whoever erases an
-- account begins no new count.
create table notify.text_counts (
  -- Keyed hash of the number, as in `deliveries.address`.
  address text not null,
  day date not null,
  count integer not null,
  primary key (address, day)
);
create index text_counts_by_day on notify.text_counts (day);

-- One person in several messengers: which chat is written to first, and which came and went.
alter table notify.addresses
  -- When the person was last seen there; kept for those only who have another.
  add column last_seen_at timestamptz,
  -- Trace id of the request that took it off: of its going it is told a last time.
  add column removed_in text,
  add column removed_at timestamptz;

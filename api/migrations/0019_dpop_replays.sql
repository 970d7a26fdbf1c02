-- DPoP proofs that were shown while Redis was away; rows live for fifteen minutes.
create table dpop_replays (
  key_hash bytea primary key check (octet_length(key_hash) = 32),
  expires_at timestamptz not null
);
create index dpop_replays_expiry on dpop_replays (expires_at);

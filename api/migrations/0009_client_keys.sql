-- A client proves itself by a secret or by a key of its own (private_key_jwt), and either can be rotated: what it had
-- before stays good until `previous_until`.
alter table clients
  alter column secret_hash drop not null,
  -- Public keys as a JWK Set, RFC 7517.
  add column jwks jsonb,
  add column previous_secret_hash bytea check (octet_length(previous_secret_hash) = 32),
  add column previous_jwks jsonb,
  add column previous_until timestamptz,
  add constraint clients_one_way_to_authenticate check ((secret_hash is null) <> (jwks is null));

-- Client assertions that were used: each counts once, in however many processes it is shown.
create table client_assertions (
  -- SHA-256 of the client's id and the assertion's `jti`.
  fingerprint text primary key,
  expires_at timestamptz not null
);
create index client_assertions_expiry on client_assertions (expires_at);

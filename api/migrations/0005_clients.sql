-- OAuth clients: services that get tokens of their own.
create table clients (
  client_id text primary key check (client_id ~ '^[A-Za-z0-9_-]{1,64}$'),
  name text not null check (length(name) between 1 and 100),
  -- SHA-256 of a generated 256-bit secret: there is nothing in it to guess, so no slow hash is needed.
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  -- Inside services it may get tokens for.
  audiences text[] not null check (cardinality(audiences) > 0),
  scopes text[] not null,
  created_at timestamptz not null,
  disabled_at timestamptz
);

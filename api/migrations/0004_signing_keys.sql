-- Keys that sign Atlas's tokens: `next` is published before it signs, `previous` until its last token ended.
create table signing_keys (
  -- RFC 7638 thumbprint.
  kid text primary key,
  state text not null check (state in ('next', 'active', 'previous')),
  public_jwk jsonb not null,
  sealed_private_key text not null,
  created_at timestamptz not null,
  activated_at timestamptz,
  retired_at timestamptz
);
create unique index signing_keys_one_active on signing_keys (state) where state = 'active';
create unique index signing_keys_one_next on signing_keys (state) where state = 'next';

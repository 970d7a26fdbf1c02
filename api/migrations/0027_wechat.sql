-- What WeChat tells of its people beside who they are, and sign-ins that begin on a page inside WeChat.

create table wechat_identities (
  identity_id uuid primary key references identities (id) on delete cascade,
  -- One for a person in all apps of one owner; null while no app of ours is bound to an owner.
  union_id text,
  -- From code2Session, sealed; a page's sign-in has none.
  sealed_session_key text,
  -- The number the person chose to show, sealed, with when WeChat vouched for it. An attribute: it may change hands.
  sealed_phone text,
  phone_proved_at timestamptz,
  updated_at timestamptz not null
);
create index wechat_identities_by_union on wechat_identities (union_id) where union_id is not null;

create table wechat_oauth_starts (
  -- SHA-256 of the state.
  state_hash bytea primary key,
  -- RFC 7638 thumbprint of the key of the browser that the sign-in began in.
  jkt text not null,
  expires_at timestamptz not null,
  consumed_at timestamptz
);
create index wechat_oauth_starts_by_expiry on wechat_oauth_starts using brin (expires_at);

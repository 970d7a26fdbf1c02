-- One-time links into the app, for messengers that hand over no proof of their own: the messenger's signed webhook
-- proved who is writing, and the link carries that into a browser.
create table login_links (
  -- SHA-256 of the token in the link.
  token_hash bytea primary key,
  messenger text not null,
  app_scope text not null,
  subject text not null,
  -- What a first visit registers.
  display_name text not null,
  locale text not null,
  -- Blind index of the phone number that the messenger shows, where it shows one.
  phone_index bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- RFC 7638 thumbprint of the key of the browser that the flow began in; null where it began in the chat.
  begun_by_jkt text,
  consumed_at timestamptz,
  -- The key it was consumed with: a lost answer is handed again to the same one.
  consumed_by_jkt text
);
create index login_links_by_expiry on login_links using brin (expires_at);

-- A sign-in that began in a browser: what it asks the person to send in the chat.
create table login_starts (
  -- SHA-256 of the code.
  code_hash bytea primary key,
  jkt text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz
);
create index login_starts_by_expiry on login_starts using brin (expires_at);

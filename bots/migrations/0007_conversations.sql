-- What a person is in the middle of, in the chat: the next thing they say belongs to it.
create table bots.conversations (
  messenger text not null,
  app_scope text not null,
  subject text not null,
  -- Sealed: logins, tickets, tokens. Null when it is over.
  state text,
  -- What the buttons of the newest answer carry; those of older ones mean nothing any more.
  nonce text not null,
  -- The next words are a secret, also when they come too late.
  awaits_secret boolean not null,
  -- One step follows another: whoever read an older version changes nothing.
  version bigint not null,
  -- The update that made this version, and its answer, sealed, in case it has to be given again.
  update_id text not null,
  reply text,
  expires_at timestamptz not null,
  primary key (messenger, app_scope, subject)
);
create index conversations_by_expiry on bots.conversations (expires_at);

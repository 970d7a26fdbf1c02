-- The session that a person has by writing to a bot: one for each identity, prolonged by what they write next.
create table chat_sessions (
  identity_id uuid primary key references identities (id) on delete cascade,
  session_id uuid not null
);

-- A link that a session makes for itself is as old a proof as the session's own; a bot's is of when it was made.
alter table login_links add column proved_at timestamptz;

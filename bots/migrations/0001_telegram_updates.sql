create schema bots;

-- Every update is on disk before Telegram is told 200; the worker takes it from here.
create table bots.telegram_updates (
  bot_id text not null,
  update_id bigint not null,
  -- Updates of one chat are handled one after the other; null for those of no chat.
  chat_id bigint,
  -- As Telegram sent it: json, because jsonb refuses \u0000. Emptied once it is handled.
  body json,
  traceparent text not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'handled', 'parked')),
  attempts int not null default 0,
  -- A claim is a lease: it says when another worker may take the update, because this one must have died.
  next_attempt_at timestamptz not null,
  -- What the API did for it, kept so that a second attempt to answer does not do it twice.
  outcome json,
  finished_at timestamptz,
  -- Why it was parked, or is tried again; never a word of what was said.
  failure text,
  primary key (bot_id, update_id)
);

create index telegram_updates_waiting on bots.telegram_updates (bot_id, chat_id, update_id) where state = 'waiting';
create index telegram_updates_received on bots.telegram_updates (received_at);

-- Who blocked the bot, as Telegram told us (my_chat_member).
create table bots.telegram_chats (
  bot_id text not null,
  chat_id bigint not null,
  is_blocked boolean not null,
  changed_at timestamptz not null,
  primary key (bot_id, chat_id)
);

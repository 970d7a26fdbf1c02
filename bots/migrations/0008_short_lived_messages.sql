-- Messages of ours that show a secret, and when they go.
create table bots.telegram_short_lived (
  bot_id text not null,
  chat_id bigint not null,
  message_id bigint not null,
  delete_at timestamptz not null,
  primary key (bot_id, chat_id, message_id)
);
create index telegram_short_lived_by_time on bots.telegram_short_lived (bot_id, delete_at);

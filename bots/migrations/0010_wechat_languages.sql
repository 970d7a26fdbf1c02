-- Pushes carry no language: the one that somebody without an account wrote in last.
create table bots.wechat_languages (
  app_id text not null,
  openid text not null,
  locale text not null,
  noted_at timestamptz not null,
  primary key (app_id, openid)
);
create index wechat_languages_noted on bots.wechat_languages (noted_at);

/** WeChat's people, what they were given to sign in with, their chats, and what is on its way to the callback URL. */
export const wechatSchema = `
create table wechat_person (
  number integer primary key autoincrement,
  openid text not null unique,
  unionid text not null unique,
  name text not null,
  phone text unique,
  locale text not null,
  follows integer not null default 1,
  blocked integer not null default 0,
  session_key text
) strict;

create table wechat_code (
  code text primary key,
  kind text not null check (kind in ('login', 'phone', 'oauth')),
  person integer not null references wechat_person (number) on delete cascade,
  made_at integer not null,
  used_at integer,
  detail text not null default '{}'
) strict;
create index wechat_code_by_use on wechat_code (person, kind, used_at);

create table wechat_token (
  number integer primary key autoincrement,
  token text not null unique,
  family text not null check (family in ('stable', 'classic')),
  forced integer not null default 0,
  issued_at integer not null,
  expires_at integer not null,
  replaced_at integer
) strict;

create table wechat_message (
  number integer primary key autoincrement,
  id text not null unique,
  person integer not null references wechat_person (number) on delete cascade,
  sender text not null check (sender in ('bot', 'user', 'wechat')),
  at integer not null,
  content text not null
) strict;
create index wechat_message_by_person on wechat_message (person, number);

create table wechat_push (
  number integer primary key autoincrement,
  person integer not null references wechat_person (number) on delete cascade,
  body text not null,
  due_at integer not null,
  attempts integer not null default 0
) strict;

create table wechat_window (
  person integer not null references wechat_person (number) on delete cascade,
  opened_by text not null,
  until integer not null,
  messages_left integer not null,
  primary key (person, opened_by)
) strict;

create table wechat_template (
  number integer primary key autoincrement,
  id text not null unique,
  title text not null,
  content text not null,
  usable integer not null default 1
) strict;

create table wechat_consent (
  person integer not null references wechat_person (number) on delete cascade,
  template text not null,
  messages_left integer not null,
  primary key (person, template)
) strict;

create table wechat_media (
  number integer primary key autoincrement,
  id text not null unique,
  type text not null,
  name text not null,
  mime_type text not null,
  bytes blob not null,
  uploaded_at integer not null
) strict;
`;

import { wechatSchema } from '../wechat/schema.ts';
import { whatsappReviewsSchema, whatsappSchema } from '../whatsapp/schema.ts';

/** Texts, mails and the authenticator: what came after Telegram. */
const inboxes = `
create table sms (
  number integer primary key autoincrement,
  id text not null unique,
  client_ref text unique,
  provider text not null check (provider in ('gateway', 'twilio')),
  recipient text not null,
  sender text not null,
  body text not null,
  segments integer not null,
  encoding text not null,
  status text not null,
  error_code text,
  accepted_at integer not null,
  arrived_at integer,
  copies integer not null default 1,
  callback_url text,
  traceparent text
) strict;
create index sms_by_recipient on sms (recipient, number);

create table email (
  number integer primary key autoincrement,
  recipient text not null collate nocase,
  sender text not null,
  subject text not null,
  text text not null,
  html text,
  headers text not null,
  received_at integer not null
) strict;
create index email_by_recipient on email (recipient, number);

create table authenticator_entry (
  number integer primary key autoincrement,
  issuer text not null,
  account text not null,
  secret text not null unique,
  algorithm text not null,
  digits integer not null,
  period_seconds integer not null
) strict;
`;

/**
 * Everything the sandbox keeps. Ids only ever grow (AUTOINCREMENT), also over a reset: a client that remembers an
 * update, a message or a person never meets another one under the same number.
 */
const telegram = `
create table setting (name text primary key, value text not null) strict;

create table person (
  id integer primary key autoincrement,
  host text not null unique,
  first_name text not null,
  last_name text,
  username text unique collate nocase,
  language_code text,
  is_premium integer not null default 0,
  photo_url text,
  phone text not null,
  started integer not null default 0,
  write_access integer not null default 0,
  blocked integer not null default 0
) strict;

create table message (
  id integer primary key autoincrement,
  chat_id integer not null references person (id) on delete cascade,
  sender text not null check (sender in ('bot', 'user')),
  date integer not null,
  edit_date integer,
  content text not null
) strict;
create index message_by_chat on message (chat_id, id);

create table pending_update (
  id integer primary key autoincrement,
  chat_id integer not null,
  body text not null,
  expires_at integer not null
) strict;

create table callback_query (
  id integer primary key autoincrement,
  chat_id integer not null references person (id) on delete cascade,
  asked_at integer not null,
  answered integer not null default 0
) strict;

create table web_app_query (
  id text primary key,
  chat_id integer not null references person (id) on delete cascade,
  asked_at integer not null
) strict;

create table file (
  number integer primary key autoincrement,
  file_id text not null unique,
  unique_id text not null unique,
  path text not null unique,
  name text,
  mime_type text not null,
  width integer,
  height integer,
  bytes blob not null
) strict;

create table command_list (
  scope text not null,
  language_code text not null,
  commands text not null,
  primary key (scope, language_code)
) strict;
`;

/** In the order they came; a file of an older Atlas gets what it lacks. */
export const schemas: readonly string[] = [
  telegram,
  inboxes,
  whatsappSchema,
  wechatSchema,
  whatsappReviewsSchema,
];

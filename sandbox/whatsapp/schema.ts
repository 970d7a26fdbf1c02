/** WhatsApp's people, their chats with the business, and what is on its way to the business's webhook. */
export const whatsappSchema = `
create table whatsapp_person (
  number integer primary key autoincrement,
  user_id text not null unique,
  wa_id text unique,
  name text not null,
  username text unique collate nocase,
  blocked integer not null default 0,
  last_wrote_at integer
) strict;

create table whatsapp_message (
  number integer primary key autoincrement,
  id text not null unique,
  person integer not null references whatsapp_person (number) on delete cascade,
  sender text not null check (sender in ('bot', 'user')),
  at integer not null,
  content text not null,
  status text not null,
  callback_data text
) strict;
create index whatsapp_message_by_person on whatsapp_message (person, number);

create table whatsapp_media (
  number integer primary key autoincrement,
  id text not null unique,
  name text not null,
  mime_type text not null,
  sha256 text not null,
  bytes blob not null,
  uploaded_at integer not null
) strict;

create table whatsapp_template (
  number integer primary key autoincrement,
  id text not null unique,
  name text not null,
  language text not null,
  category text not null,
  components text not null,
  unique (name, language)
) strict;

create table whatsapp_notification (
  number integer primary key autoincrement,
  value text not null,
  due_at integer not null,
  attempts integer not null default 0,
  expires_at integer not null
) strict;
`;

/** What became of templates since, and numbers that people keep to themselves. */
export const whatsappReviewsSchema = `
alter table whatsapp_template add column status text not null default 'APPROVED';
alter table whatsapp_template add column reason text;
alter table whatsapp_template add column ttl_seconds integer;
alter table whatsapp_person add column hidden_wa_id text;
create unique index whatsapp_person_by_hidden on whatsapp_person (hidden_wa_id);
`;

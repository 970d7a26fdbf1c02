-- What WhatsApp notified of, one row for each message and each status: on disk before it is confirmed.
create table bots.whatsapp_updates (
  phone_number_id text not null,
  -- `message:<id>`, `status:<id>:<status>` or `change:<digest>`: the same thing told twice is stored once.
  update_id text not null,
  -- The order of arrival: WhatsApp gives none.
  arrival bigint generated always as identity,
  -- Messages of one person are handled one after the other; null for what is nobody's.
  person text,
  -- As WhatsApp sent it: json, because jsonb refuses \u0000. Emptied once it is handled.
  body json,
  traceparent text not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'handled', 'parked')),
  attempts int not null default 0,
  -- A claim is a lease: it says when another worker may take the update, because this one must have died.
  next_attempt_at timestamptz not null,
  -- What the API did for it, kept so that a second attempt to answer does not do it twice.
  outcome json,
  -- Of an answer in several messages, how many are sent: a second attempt goes on there.
  sent_parts int not null default 0,
  finished_at timestamptz,
  -- Why it was parked, or is tried again; never a word of what was said.
  failure text,
  primary key (phone_number_id, update_id)
);
create index whatsapp_updates_waiting on bots.whatsapp_updates (phone_number_id, person, arrival) where state = 'waiting';
create index whatsapp_updates_waiting_in_order on bots.whatsapp_updates (phone_number_id, arrival) where state = 'waiting';
create index whatsapp_updates_received on bots.whatsapp_updates (received_at);

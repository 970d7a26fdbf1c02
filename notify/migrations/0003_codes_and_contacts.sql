-- Codes and set-ups that others command, notices to contacts beside the messenger, and what became of them.

alter table notify.deliveries
  -- What a command calls the message: a challenge, a set-up. The next command under it replaces or withdraws.
  add column ref uuid,
  add column operation text not null default 'send' check (operation in ('send', 'delete')),
  -- The language a command asks for; the person's own where absent.
  add column locale text,
  -- The address as it may be shown, where it is not a chat: `+7•••12`. `address` is then a keyed hash.
  add column destination text,
  -- The address and what is secret in the message, under the master key. Gone once nothing is to be sent any more.
  add column sealed text,
  -- What the provider says became of it, by rank: a late or repeated receipt never steps back.
  add column receipt text,
  add column receipt_rank smallint not null default 0,
  add column receipt_at timestamptz,
  drop constraint deliveries_event_id_template_key,
  add unique (event_id, template, channel, address);
create index deliveries_by_ref on notify.deliveries (ref) where ref is not null;

-- Confirmed numbers and addresses: the second factors that are sent to.
create table notify.contacts (
  factor_id uuid primary key,
  account_id uuid not null,
  channel text not null,
  sealed_address text not null,
  -- Trace ids of the requests that added and removed it: of its own coming it is not told, of its going a last time.
  added_in text not null,
  added_at timestamptz not null,
  removed_in text,
  removed_at timestamptz
);
create index contacts_of_account on notify.contacts (account_id);

create or replace view notify.account_notifications as
  select account_id, id, kind, template, channel, state, reason, attempts, created_at, sent_at, destination, receipt
  from notify.deliveries
  where operation = 'send';

-- Accounts of the old shop that people linked to theirs: each at most once, both ways.
create table shop_links (
  id uuid primary key,
  account_id uuid not null unique references accounts (id) on delete cascade,
  -- Keyed hash of the shop's customer id: finds it again and tells it to nobody.
  customer_hash bytea not null unique,
  -- The customer id, and what may be shown of the customer.
  sealed_customer text not null,
  linked_at timestamptz not null,
  undo_until timestamptz not null
);

-- A preview's ticket: who showed the right password, and whose account it opened.
create table shop_link_tickets (
  -- SHA-256 of the ticket.
  ticket_hash bytea primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  session_id uuid not null,
  customer_hash bytea not null,
  sealed_customer text not null,
  expires_at timestamptz not null
);
create index shop_link_tickets_of_account on shop_link_tickets (account_id);
create index shop_link_tickets_of_customer on shop_link_tickets (customer_hash);
create index shop_link_tickets_by_expiry on shop_link_tickets (expires_at);

-- Passwords that were wrong, or are being checked: written before the check, taken back where it succeeds or the shop is
-- away. Login and network are keyed hashes; a right password ends the count of its login, so that one may be null.
create table shop_link_tries (
  id uuid primary key,
  account_id uuid not null,
  login_hash bytea,
  network_hash bytea not null,
  tried_at timestamptz not null
);
create index shop_link_tries_of_account on shop_link_tries (account_id, tried_at);
create index shop_link_tries_of_login on shop_link_tries (login_hash, tried_at) where login_hash is not null;
create index shop_link_tries_of_network on shop_link_tries (network_hash, tried_at);
create index shop_link_tries_by_time on shop_link_tries (tried_at);

-- When the owner of a link was last told that this account claims the same shop account.
create table shop_link_claims (
  link_id uuid not null references shop_links (id) on delete cascade,
  claimant_id uuid not null references accounts (id) on delete cascade,
  told_at timestamptz not null,
  primary key (link_id, claimant_id)
);

-- Who could not link because the shop was away, and is told when it is back.
create table shop_link_reminders (
  account_id uuid primary key references accounts (id) on delete cascade,
  tried_at timestamptz not null,
  traceparent text not null
);

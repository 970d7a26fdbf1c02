-- Accounts, the messenger identities they sign in with, and their sessions.

create table accounts (
  id uuid primary key,
  display_name text not null,
  locale text not null,
  notification_preferences jsonb not null default '{}',
  created_at timestamptz not null
);

create table identities (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  messenger text not null,
  -- What the subject is relative to: the bot id in Telegram.
  app_scope text not null,
  subject text not null,
  created_at timestamptz not null,
  unique (messenger, app_scope, subject)
);
create index identities_of_account on identities (account_id);

-- The tables below are written at every sign-in. They carry no foreign keys: the check would lock and dirty the
-- account's row each time; the functions that write them hold the account's lock instead.
create table sessions (
  id uuid primary key,
  account_id uuid not null,
  messenger text not null,
  -- RFC 7638 thumbprint of the key its tokens are bound to; null for a Bearer session.
  jkt text,
  amr text[] not null,
  acr text not null,
  auth_time timestamptz not null,
  -- Until then the proof that opened it counts as fresh.
  proof_fresh_until timestamptz not null,
  device text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_of_account on sessions (account_id, id);

create table refresh_tokens (
  -- SHA-256 of the token.
  token_hash bytea primary key,
  session_id uuid not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  -- The answer that consumed it, for the same key within 30 s; null before and after.
  sealed_answer text
);
create index refresh_tokens_by_expiry on refresh_tokens using brin (expires_at);

-- Init data seen once belongs to the key that showed it.
create table init_data_pins (
  fingerprint bytea primary key,
  jkt text,
  session_id uuid not null,
  expires_at timestamptz not null
);
create index init_data_pins_by_expiry on init_data_pins using brin (expires_at);

-- "Is this you?", asked in the chat when a second key shows pinned init data.
create table proof_confirmations (
  id uuid primary key,
  account_id uuid not null,
  fingerprint bytea not null,
  jkt text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  approved_at timestamptz,
  denied_at timestamptz,
  consumed_at timestamptz
);
create index proof_confirmations_by_pin on proof_confirmations (fingerprint, jkt);
create index proof_confirmations_of_account on proof_confirmations (account_id, created_at);

create table idempotency_keys (
  -- SHA-256 over route, caller and key.
  key_hash bytea primary key,
  -- SHA-256 of the request, so that another request under the same key is refused.
  request_hash bytea not null,
  sealed_answer text not null,
  expires_at timestamptz not null
);
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);

-- Sign-in by a messenger's proof, in one round trip: finds or registers the account, pins the init data, opens
-- the session with its first refresh token, and appends the events. All of it commits, or none of it.
--
-- outcome: `opened`; or a refusal that wrote nothing: `replayed` (shown without a key before, or now),
-- `other_key` (pinned to another key), `stale` (too old for a key this account has not used).
-- Locks come before the first write, so that transaction ids follow the order of an account's events.
create function sign_in(
  p_now timestamptz, p_messenger text, p_app_scope text, p_subject text,
  p_fingerprint bytea, p_pin_expires_at timestamptz, p_jkt text, p_needs_known_key boolean,
  p_account_id uuid, p_identity_id uuid, p_display_name text, p_locale text, p_sealed_key text,
  p_registered_event_id uuid, p_registered_data jsonb,
  p_session_id uuid, p_amr text[], p_acr text, p_auth_time timestamptz, p_proof_fresh_until timestamptz,
  p_device text, p_session_expires_at timestamptz,
  p_opened_event_id uuid, p_opened_data jsonb,
  p_refresh_hash bytea, p_refresh_expires_at timestamptz, p_traceparent text
) returns table (
  outcome text, is_new boolean, account_id uuid, display_name text, locale text, account_created_at timestamptz,
  session_id uuid, amr text[], acr text, auth_time timestamptz, device text,
  session_created_at timestamptz, session_expires_at timestamptz
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account accounts;
  v_session sessions;
  v_pin init_data_pins;
  v_pinned boolean;
  v_sequence integer;
begin
  select a.* into v_account from identities i join accounts a on a.id = i.account_id
    where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject;
  if not found then
    perform pg_advisory_xact_lock(
      hashtextextended('atlas.identity.' || p_messenger || '.' || p_app_scope || '.' || p_subject, 0));
    select a.* into v_account from identities i join accounts a on a.id = i.account_id
      where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject;
  end if;
  is_new := v_account.id is null;
  if not is_new then
    perform pg_advisory_xact_lock(hashtextextended('atlas.account.' || v_account.id, 0));
  end if;

  -- One fingerprint is always one identity, so the lock above makes this read and the insert below one step.
  select * into v_pin from init_data_pins where fingerprint = p_fingerprint;
  v_pinned := found;
  if v_pinned then
    if p_jkt is null or v_pin.jkt is null then
      outcome := 'replayed'; account_id := v_account.id; return next; return;
    end if;
    if v_pin.jkt <> p_jkt then
      update proof_confirmations set consumed_at = p_now
        where fingerprint = p_fingerprint and jkt = p_jkt and approved_at is not null
          and consumed_at is null and expires_at > p_now;
      if not found then
        outcome := 'other_key'; account_id := v_account.id; session_id := v_pin.session_id; return next; return;
      end if;
    else
      select * into v_session from sessions
        where id = v_pin.session_id and revoked_at is null and expires_at > p_now;
    end if;
  elsif p_needs_known_key and (is_new or not exists (
    select from sessions where sessions.account_id = v_account.id and jkt = p_jkt
  )) then
    outcome := 'stale'; return next; return;
  end if;

  if is_new then
    v_account := row(p_account_id, p_display_name, p_locale, '{}'::jsonb, p_now);
    insert into accounts values (v_account.*);
    insert into identities (id, account_id, messenger, app_scope, subject, created_at)
      values (p_identity_id, p_account_id, p_messenger, p_app_scope, p_subject, p_now);
    insert into account_keys (account_id, sealed_key) values (p_account_id, p_sealed_key);
  end if;

  if v_session.id is null then
    v_session := row(p_session_id, v_account.id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until,
      p_device, p_now, p_now, p_session_expires_at, null);
    insert into sessions values (v_session.*);
    if is_new then
      insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data) values
        (p_registered_event_id, 'user.registered.v1', 'atlas.accounts', v_account.id, 1, '/atlas/api', p_now, p_traceparent, p_registered_data),
        (p_opened_event_id, 'session.opened.v1', 'atlas.accounts', v_account.id, 2, '/atlas/api', p_now, p_traceparent, p_opened_data);
    else
      select coalesce(max(sequence), 0) + 1 into v_sequence from event_log where subject = v_account.id;
      insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data) values
        (p_opened_event_id, 'session.opened.v1', 'atlas.accounts', v_account.id, v_sequence, '/atlas/api', p_now, p_traceparent, p_opened_data);
    end if;
    if v_pinned then
      update init_data_pins set jkt = p_jkt, session_id = p_session_id where fingerprint = p_fingerprint;
    else
      insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
        values (p_fingerprint, p_jkt, p_session_id, p_pin_expires_at);
    end if;
  end if;
  insert into refresh_tokens (token_hash, session_id, expires_at)
    values (p_refresh_hash, v_session.id, p_refresh_expires_at);

  return query select 'opened', is_new, v_account.id, v_account.display_name, v_account.locale, v_account.created_at,
    v_session.id, v_session.amr, v_session.acr, v_session.auth_time, v_session.device,
    v_session.created_at, v_session.expires_at;
end $$;

-- What maintenance looks for; small, because answers are stored for a minute only.
create index refresh_tokens_with_answer on refresh_tokens (consumed_at) where sealed_answer is not null;
create index sessions_by_expiry on sessions using brin (expires_at);

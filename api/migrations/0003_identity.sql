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
  -- Keyed hash over route, caller and key.
  key_hash bytea primary key,
  -- Keyed hash of the request, so that another request under the same key is refused.
  request_hash bytea not null,
  sealed_answer text not null,
  expires_at timestamptz not null
);
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);

-- Sign-in by a messenger's proof, in one round trip: finds or registers the account, pins the init data, opens
-- the session with its first refresh token, and appends the events. All of it commits, or none of it.
--
-- What a first visit needs (account, sealed key, event) may be left null for somebody who is surely known; when
-- they are not, the outcome is `unregistered` and the caller comes again with it.
--
-- outcome: `opened`; or a refusal that wrote nothing: `replayed` (shown without a key before, or now),
-- `other_key` (pinned to another key), `stale` (too old for a key this account has not used).
-- The session's own columns are null when the session is the one that was passed in.
--
-- Locks come before the first write, so that transaction ids follow the order of an account's events. A known
-- person with new init data, nearly every call, costs two inner statements.
create function sign_in(
  p_now timestamptz, p_messenger text, p_app_scope text, p_subject text,
  p_fingerprint bytea, p_pin_expires_at timestamptz, p_jkt text, p_needs_known_key boolean,
  p_account_id uuid, p_identity_id uuid, p_display_name text, p_locale text, p_sealed_key text,
  p_registered_event_id uuid, p_registered_data jsonb,
  p_session_id uuid, p_amr text[], p_acr text, p_auth_time timestamptz, p_proof_fresh_until timestamptz,
  p_device text, p_session_expires_at timestamptz,
  p_opened_event_id uuid, p_opened_data jsonb,
  p_refresh_hash bytea, p_refresh_expires_at timestamptz, p_traceparent text,
  out outcome text, out is_new boolean,
  out account_id uuid, out display_name text, out locale text, out account_created_at timestamptz,
  out session_id uuid, out session_device text, out session_auth_time timestamptz,
  out session_created_at timestamptz, out session_expires_at timestamptz
) language plpgsql
-- A plan made while the tables were empty must not scan them when they are full, and none is made per call.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_account_id uuid;
  v_pin_jkt text;
  v_pin_session_id uuid;
  v_opened boolean;
begin
  outcome := 'opened';
  select a.id, a.id, a.display_name, a.locale, a.created_at, false
    into v_account_id, account_id, display_name, locale, account_created_at, is_new
    from identities i
    join accounts a on a.id = i.account_id,
    lateral pg_advisory_xact_lock(hashtextextended('atlas.account.' || a.id, 0))
    where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject;

  if not found then
    perform pg_advisory_xact_lock(
      hashtextextended('atlas.identity.' || p_messenger || '.' || p_app_scope || '.' || p_subject, 0));
    select a.id, a.id, a.display_name, a.locale, a.created_at, false
      into v_account_id, account_id, display_name, locale, account_created_at, is_new
      from identities i
      join accounts a on a.id = i.account_id,
      lateral pg_advisory_xact_lock(hashtextextended('atlas.account.' || a.id, 0))
      where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject;
    if not found then
      if p_needs_known_key then
        outcome := 'stale'; return;
      end if;
      if p_account_id is null then
        outcome := 'unregistered'; return;
      end if;
      -- One fingerprint is one identity, and this identity is not there: nothing can be pinned.
      with a as (
        insert into accounts (id, display_name, locale, created_at)
        values (p_account_id, p_display_name, p_locale, p_now)
      ), i as (
        insert into identities (id, account_id, messenger, app_scope, subject, created_at)
        values (p_identity_id, p_account_id, p_messenger, p_app_scope, p_subject, p_now)
      ), k as (
        insert into account_keys (account_id, sealed_key) values (p_account_id, p_sealed_key)
      ), p as (
        insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
        values (p_fingerprint, p_jkt, p_session_id, p_pin_expires_at)
      ), s as (
        insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
          created_at, last_seen_at, expires_at)
        values (p_session_id, p_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
          p_now, p_now, p_session_expires_at)
      ), r as (
        insert into refresh_tokens (token_hash, session_id, expires_at)
        values (p_refresh_hash, p_session_id, p_refresh_expires_at)
      )
      insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data) values
        (p_registered_event_id, 'user.registered.v1', 'atlas.accounts', p_account_id, 1, '/atlas/api', p_now, p_traceparent, p_registered_data),
        (p_opened_event_id, 'session.opened.v1', 'atlas.accounts', p_account_id, 2, '/atlas/api', p_now, p_traceparent, p_opened_data);
      is_new := true;
      account_id := p_account_id; display_name := p_display_name; locale := p_locale; account_created_at := p_now;
      return;
    end if;
  end if;

  -- The account's lock is held: what is pinned now stays so until we commit.
  with p as (
    insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
    select p_fingerprint, p_jkt, p_session_id, p_pin_expires_at
    where not p_needs_known_key
      or exists (select from sessions where sessions.account_id = v_account_id and jkt = p_jkt)
    on conflict (fingerprint) do nothing
    returning session_id
  ), s as (
    insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
      created_at, last_seen_at, expires_at)
    select session_id, v_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
      p_now, p_now, p_session_expires_at from p
  ), r as (
    insert into refresh_tokens (token_hash, session_id, expires_at)
    select p_refresh_hash, session_id, p_refresh_expires_at from p
  ), e as (
    insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
    select p_opened_event_id, 'session.opened.v1', 'atlas.accounts', v_account_id,
      (select coalesce(max(sequence), 0) + 1 from event_log where subject = v_account_id),
      '/atlas/api', p_now, p_traceparent, p_opened_data from p
  )
  select true into v_opened from p;
  if v_opened then return; end if;

  select jkt, session_id into v_pin_jkt, v_pin_session_id from init_data_pins where fingerprint = p_fingerprint;
  if not found then
    outcome := 'stale'; return;
  end if;
  if p_jkt is null or v_pin_jkt is null then
    outcome := 'replayed'; return;
  end if;
  if v_pin_jkt <> p_jkt then
    update proof_confirmations set consumed_at = p_now
      where fingerprint = p_fingerprint and jkt = p_jkt and approved_at is not null
        and consumed_at is null and expires_at > p_now;
    if not found then
      outcome := 'other_key'; session_id := v_pin_session_id; return;
    end if;
  else
    select id, device, auth_time, created_at, expires_at
      into session_id, session_device, session_auth_time, session_created_at, session_expires_at
      from sessions where id = v_pin_session_id and revoked_at is null and expires_at > p_now;
    if found then
      insert into refresh_tokens (token_hash, session_id, expires_at) values (p_refresh_hash, v_pin_session_id, p_refresh_expires_at);
      return;
    end if;
  end if;

  -- The pinned session has ended, or the person confirmed another key: the pin moves to a new session.
  update init_data_pins set jkt = p_jkt, session_id = p_session_id where fingerprint = p_fingerprint;
  insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
      created_at, last_seen_at, expires_at)
    values (p_session_id, v_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
      p_now, p_now, p_session_expires_at);
  insert into refresh_tokens (token_hash, session_id, expires_at) values (p_refresh_hash, p_session_id, p_refresh_expires_at);
  insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
    select p_opened_event_id, 'session.opened.v1', 'atlas.accounts', v_account_id, coalesce(max(sequence), 0) + 1,
      '/atlas/api', p_now, p_traceparent, p_opened_data
    from event_log where subject = v_account_id;
end $$;

-- What maintenance looks for; small, because answers are stored for a minute only.
create index refresh_tokens_with_answer on refresh_tokens (consumed_at) where sealed_answer is not null;

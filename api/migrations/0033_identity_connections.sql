-- One person in several messengers: identities join accounts, leave them and move between them.

-- A messenger's app writes to a person in one chat; and what looks up the identities of an account looks here.
create unique index identities_one_per_app on identities (account_id, messenger, app_scope);
drop index identities_of_account;

-- "Connect another messenger": what the first side began, and who on the other side answered.
create table identity_connections (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  -- The only session that may confirm.
  session_id uuid not null,
  -- SHA-256 of the token.
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  claimed_at timestamptz,
  -- Who claimed it; gone once it has ended.
  messenger text,
  app_scope text,
  subject text,
  -- Masked.
  name text,
  -- Blind index of the phone number that the messenger shows, where it shows one.
  phone_index bytea,
  -- Whose the identity was when it claimed; null: nobody's.
  claimant_id uuid references accounts (id) on delete cascade,
  effect text check (effect in ('connect', 'fold', 'merge')),
  -- What only the claimant is shown.
  number text,
  attempts integer not null default 0,
  ended_at timestamptz,
  outcome text check (outcome in ('connected', 'cancelled', 'mismatch', 'changed')),
  check ((ended_at is null) = (outcome is null)),
  check (claimed_at is null or ended_at is not null or number is not null)
);
-- One at a time: a newer one ends the older.
create unique index identity_connections_open on identity_connections (account_id) where ended_at is null;
create index identity_connections_by_claimant on identity_connections (claimant_id) where claimant_id is not null;
create index identity_connections_by_expiry on identity_connections (expires_at);

-- Sign-in beside all that. As in 0012, and: nobody is signed in to an account that their identity left while the call
-- waited for its lock, and a pinned session is handed again to its own account alone.
create or replace function sign_in(
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
      -- One fingerprint is one identity, so a pin that is there is of a person who was erased since: the proof was used.
      with p as (
        insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
        values (p_fingerprint, p_jkt, p_session_id, p_pin_expires_at)
        on conflict (fingerprint) do nothing
        returning session_id
      ), a as (
        insert into accounts (id, display_name, locale, created_at)
        select p_account_id, p_display_name, p_locale, p_now from p
      ), i as (
        insert into identities (id, account_id, messenger, app_scope, subject, created_at)
        select p_identity_id, p_account_id, p_messenger, p_app_scope, p_subject, p_now from p
      ), k as (
        insert into account_keys (account_id, sealed_key) select p_account_id, p_sealed_key from p
      ), s as (
        insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
          created_at, last_seen_at, expires_at)
        select session_id, p_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
          p_now, p_now, p_session_expires_at from p
      ), r as (
        insert into refresh_tokens (token_hash, session_id, expires_at)
        select p_refresh_hash, session_id, p_refresh_expires_at from p
      )
      insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
        select e.id, e.type, 'atlas.accounts', p_account_id, e.sequence, '/atlas/api', p_now, p_traceparent, e.data
        from p, (values
          (1, p_registered_event_id, 'user.registered.v1', p_registered_data),
          (2, p_opened_event_id, 'session.opened.v1', p_opened_data)) as e (sequence, id, type, data)
        order by e.sequence;
      if not found then
        outcome := 'replayed'; return;
      end if;
      is_new := true;
      account_id := p_account_id; display_name := p_display_name; locale := p_locale; account_created_at := p_now;
      return;
    end if;
  end if;

  -- The account's lock is held: what is pinned now stays so until we commit.
  with p as (
    insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
    select p_fingerprint, p_jkt, p_session_id, p_pin_expires_at
    where exists (
        select from identities i
        where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject
          and i.account_id = v_account_id)
      and (not p_needs_known_key
        or exists (select from sessions where sessions.account_id = v_account_id and jkt = p_jkt))
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

  -- Erased, removed or moved while we waited for the lock: what was read before is of the past.
  if not exists (
    select from identities i
    where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject
      and i.account_id = v_account_id)
  then
    outcome := 'unregistered'; return;
  end if;

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
      from sessions
      where id = v_pin_session_id and sessions.account_id = v_account_id and revoked_at is null and expires_at > p_now;
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

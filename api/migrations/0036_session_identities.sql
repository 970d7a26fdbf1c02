-- By which of an account's identities a session came: somebody may be in two apps of one messenger, and taking one of
-- them off ends what came by it alone. Null for sessions that are older than this column.
alter table sessions add column identity_id uuid;

-- As in 0033, and: the session says which identity opened it.
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
  v_identity_id uuid;
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
          created_at, last_seen_at, expires_at, identity_id)
        select session_id, p_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
          p_now, p_now, p_session_expires_at, p_identity_id from p
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
  select i.id into v_identity_id from identities i
    where i.messenger = p_messenger and i.app_scope = p_app_scope and i.subject = p_subject
      and i.account_id = v_account_id;
  with p as (
    insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
    select p_fingerprint, p_jkt, p_session_id, p_pin_expires_at
    where v_identity_id is not null
      and (not p_needs_known_key
        or exists (select from sessions where sessions.account_id = v_account_id and jkt = p_jkt))
    on conflict (fingerprint) do nothing
    returning session_id
  ), s as (
    insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
      created_at, last_seen_at, expires_at, identity_id)
    select session_id, v_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
      p_now, p_now, p_session_expires_at, v_identity_id from p
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
  if v_identity_id is null then
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
      created_at, last_seen_at, expires_at, identity_id)
    values (p_session_id, v_account_id, p_messenger, p_jkt, p_amr, p_acr, p_auth_time, p_proof_fresh_until, p_device,
      p_now, p_now, p_session_expires_at, v_identity_id);
  insert into refresh_tokens (token_hash, session_id, expires_at) values (p_refresh_hash, p_session_id, p_refresh_expires_at);
  insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
    select p_opened_event_id, 'session.opened.v1', 'atlas.accounts', v_account_id, coalesce(max(sequence), 0) + 1,
      '/atlas/api', p_now, p_traceparent, p_opened_data
    from event_log where subject = v_account_id;
end $$;

-- As in 0011, and: each session says which identity opened it.
create or replace function sign_in_many(p_sign_ins json) returns table (
  n integer, is_new boolean, account_id uuid, display_name text, locale text, account_created_at timestamptz
) language plpgsql
-- A plan made while the tables were empty must look people up one by one also when they are full, and none is made
-- per call.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_locked uuid[];
  v_known integer;
begin
  select array_agg(a.id), sum(a.asking) into v_locked, v_known
    from (
      select i.account_id as id, count(*) as asking
      from json_to_recordset(p_sign_ins) as r (messenger text, app_scope text, subject text)
      join identities i on i.messenger = r.messenger and i.app_scope = r.app_scope and i.subject = r.subject
      group by i.account_id order by i.account_id offset 0
    ) a,
    lateral pg_advisory_xact_lock(hashtextextended('atlas.account.' || a.id, 0));

  if v_known is distinct from json_array_length(p_sign_ins) then
    perform pg_advisory_xact_lock(f.key)
      from (
        select distinct
          hashtextextended('atlas.identity.' || r.messenger || '.' || r.app_scope || '.' || r.subject, 0) as key
        from json_to_recordset(p_sign_ins) as r (messenger text, app_scope text, subject text, account_id uuid)
        where r.account_id is not null and not exists (
          select from identities i
          where i.messenger = r.messenger and i.app_scope = r.app_scope and i.subject = r.subject)
        order by key offset 0
      ) f;
  end if;

  if v_known > 0 then
    return query
    with r as materialized (
      select r.*, a.id as known_id, i.id as known_identity_id, a.display_name as name, a.locale as language, a.created_at as since
      from json_to_recordset(p_sign_ins) as r (n integer, now timestamptz, messenger text, app_scope text, subject text,
        fingerprint bytea, pin_expires_at timestamptz, jkt text, session_id uuid, amr text[], acr text,
        auth_time timestamptz, proof_fresh_until timestamptz, device text, session_expires_at timestamptz,
        opened_event_id uuid, opened_data jsonb, refresh_hash bytea, refresh_expires_at timestamptz, traceparent text)
      join identities i on i.messenger = r.messenger and i.app_scope = r.app_scope and i.subject = r.subject
      join accounts a on a.id = i.account_id
      where a.id = any (v_locked)
    ), p as (
      insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
      select fingerprint, jkt, session_id, pin_expires_at from r
      on conflict (fingerprint) do nothing
      returning session_id
    ), s as (
      insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
        created_at, last_seen_at, expires_at, identity_id)
      select session_id, known_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
        now, now, session_expires_at, known_identity_id
      from r join p using (session_id)
    ), t as (
      insert into refresh_tokens (token_hash, session_id, expires_at)
      select refresh_hash, session_id, refresh_expires_at from r join p using (session_id)
    ), e as (
      insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
      select opened_event_id, 'session.opened.v1', 'atlas.accounts', known_id,
        (select coalesce(max(sequence), 0) from event_log where subject = known_id)
          + row_number() over (partition by known_id order by r.n),
        '/atlas/api', now, traceparent, opened_data
      from r join p using (session_id)
    )
    select r.n, false, known_id, name, language, since from r join p using (session_id);
  end if;

  if v_known is distinct from json_array_length(p_sign_ins) then
    return query
    with r as materialized (
      select distinct on (r.messenger, r.app_scope, r.subject) r.*
      from json_to_recordset(p_sign_ins) as r (n integer, now timestamptz, messenger text, app_scope text, subject text,
        fingerprint bytea, pin_expires_at timestamptz, jkt text, session_id uuid, amr text[], acr text,
        auth_time timestamptz, proof_fresh_until timestamptz, device text, session_expires_at timestamptz,
        opened_event_id uuid, opened_data jsonb, refresh_hash bytea, refresh_expires_at timestamptz, traceparent text,
        account_id uuid, identity_id uuid, display_name text, locale text, sealed_key text, registered_event_id uuid,
        registered_data jsonb)
      where r.account_id is not null and not exists (
        select from identities i
        where i.messenger = r.messenger and i.app_scope = r.app_scope and i.subject = r.subject)
      order by r.messenger, r.app_scope, r.subject, r.n
    ), a as (
      insert into accounts (id, display_name, locale, created_at) select account_id, display_name, locale, now from r
    ), i as (
      insert into identities (id, account_id, messenger, app_scope, subject, created_at)
      select identity_id, account_id, messenger, app_scope, subject, now from r
    ), k as (
      insert into account_keys (account_id, sealed_key) select account_id, sealed_key from r
    ), p as (
      insert into init_data_pins (fingerprint, jkt, session_id, expires_at)
      select fingerprint, jkt, session_id, pin_expires_at from r
    ), s as (
      insert into sessions (id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
        created_at, last_seen_at, expires_at, identity_id)
      select session_id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
        now, now, session_expires_at, identity_id
      from r
    ), t as (
      insert into refresh_tokens (token_hash, session_id, expires_at)
      select refresh_hash, session_id, refresh_expires_at from r
    ), e as (
      insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
      select id, type, 'atlas.accounts', account_id, sequence, '/atlas/api', now, traceparent, data
      from r, lateral (values
        (registered_event_id, 'user.registered.v1', 1, registered_data),
        (opened_event_id, 'session.opened.v1', 2, opened_data)) as v (id, type, sequence, data)
      order by account_id, sequence
    )
    select r.n, true, account_id, display_name, locale, now from r;
  end if;
end $$;

-- Several people sign in at once: the common paths of `sign_in`, in one transaction for all of them. What is not
-- common (init data seen before, an account that is being made or erased at this moment) is left out of the answer, and
-- the caller comes again with `sign_in` for it.
--
-- Every lock is taken before the first write, accounts first and then identities, each in order: two calls cannot wait
-- for each other, and transaction ids follow the order of each account's events.
create function sign_in_many(p_sign_ins json) returns table (
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
      select r.*, a.id as known_id, a.display_name as name, a.locale as language, a.created_at as since
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
        created_at, last_seen_at, expires_at)
      select session_id, known_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
        now, now, session_expires_at
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
        created_at, last_seen_at, expires_at)
      select session_id, account_id, messenger, jkt, amr, acr, auth_time, proof_fresh_until, device,
        now, now, session_expires_at
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

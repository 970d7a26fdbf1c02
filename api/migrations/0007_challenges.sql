-- Challenges, backup codes, lock-outs, send limits and recovery.

-- The QR in the chat, while an authenticator is being set up.
alter table factors add column chat_message_ref uuid;
-- Blind index of the number a WhatsApp identity stands on: codes sent there would ride on the proof's own channel.
alter table identities add column phone_index bytea;

create table challenges (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  session_id uuid not null,
  kind text not null check (kind in ('sms', 'email', 'totp', 'backup')),
  purpose text not null check (purpose in ('enrol', 'step_up')),
  -- Null for a backup code.
  factor_id uuid references factors (id) on delete cascade,
  -- HMAC-SHA-256(key, challenge ‖ code) of a code that was sent.
  code_hmac bytea,
  -- Counter of verified codes of the number's prefix.
  prefix_key text,
  attempts integer not null default 0,
  created_at timestamptz not null,
  -- Of the newest code.
  expires_at timestamptz not null,
  -- Answered, or void.
  ended_at timestamptz,
  check ((kind in ('sms', 'email')) = (code_hmac is not null)),
  check ((kind = 'backup') = (factor_id is null))
) with (fillfactor = 60);
create index challenges_of_account on challenges (account_id, created_at);
create index challenges_of_factor on challenges (factor_id);
create index challenges_by_age on challenges using brin (created_at);

-- An answer changes one row of each; with room left on its page no index needs to hear of it.
alter table factors set (fillfactor = 70);
alter table sessions set (fillfactor = 80);

-- Ten codes share a salt, so one hash of what was typed is compared with all of them.
create table backup_code_sets (
  id uuid primary key,
  account_id uuid not null unique references accounts (id) on delete cascade,
  salt bytea not null check (octet_length(salt) = 16),
  created_at timestamptz not null,
  -- One was typed back: they were kept.
  confirmed_at timestamptz,
  wrong_in_row integer not null default 0
);
create table backup_codes (
  id uuid primary key,
  set_id uuid not null references backup_code_sets (id) on delete cascade,
  -- Argon2id of the code, sealed: neither this table nor the master key alone reveals it.
  sealed_hash text not null,
  used_at timestamptz
);
create index backup_codes_of_set on backup_codes (set_id);

-- Wrong values of an account over all its factors. A right one deletes the row.
create table verification_budgets (
  account_id uuid primary key references accounts (id) on delete cascade,
  wrong_count integer not null,
  window_ends_at timestamptz not null,
  -- Locks since the last right value; each is twice as long as the one before.
  lock_count integer not null default 0,
  locked_until timestamptz,
  updated_at timestamptz not null
);

-- Codes sent and not yet answered right: they pace the next one.
create table code_sends (
  account_id uuid not null references accounts (id) on delete cascade,
  destination_index bytea not null,
  sent_at timestamptz not null,
  settled boolean not null default false
);
create index code_sends_of_account on code_sends (account_id, sent_at);
create index code_sends_by_age on code_sends (sent_at);

-- Fixed windows, counted over all accounts and processes.
create table send_counters (
  key text not null,
  window_starts_at timestamptz not null,
  expires_at timestamptz not null,
  count integer not null,
  primary key (key, window_starts_at)
);
create index send_counters_by_expiry on send_counters (expires_at);

create table recoveries (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  session_id uuid not null,
  requested_at timestamptz not null,
  ready_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('cancelled', 'completed', 'expired')),
  check ((ended_at is null) = (outcome is null))
);
create unique index recoveries_one_open on recoveries (account_id) where ended_at is null;

-- Appends one event without personal fields; the caller holds the account's lock.
create function append_event(
  p_account_id uuid, p_id uuid, p_type text, p_data jsonb, p_now timestamptz, p_traceparent text
) returns void language sql as $$
  insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
  select p_id, p_type, 'atlas.accounts', p_account_id, coalesce(max(sequence), 0) + 1, '/atlas/api', p_now, p_traceparent, p_data
  from event_log where subject = p_account_id
$$;

-- Counts a wrong value: 10 within 15 min lock verification for 15 min, then 30, 60 … up to a day. 100 in a row switch
-- the factor (or the set of backup codes) off until a recovery. Sessions keep what they have proved.
-- Answers until when verification is locked, if this very value locked it.
create function count_wrong_value(
  p_account_id uuid, p_session_id uuid, p_factor_id uuid, p_now timestamptz, p_event_ids uuid[], p_traceparent text
) returns timestamptz language plpgsql as $$
declare
  v_budget verification_budgets;
  v_kind text;
  v_wrong_in_row integer;
begin
  insert into verification_budgets as b (account_id, wrong_count, window_ends_at, updated_at)
    values (p_account_id, 1, p_now + interval '15 minutes', p_now)
    on conflict (account_id) do update set
      wrong_count = case when b.window_ends_at > p_now then b.wrong_count + 1 else 1 end,
      window_ends_at = case when b.window_ends_at > p_now then b.window_ends_at else p_now + interval '15 minutes' end,
      updated_at = p_now
    returning * into v_budget;
  if p_factor_id is null then
    update backup_code_sets set wrong_in_row = wrong_in_row + 1 where account_id = p_account_id
      returning wrong_in_row into v_wrong_in_row;
  else
    update factors set wrong_in_row = wrong_in_row + 1 where id = p_factor_id and state = 'active'
      returning wrong_in_row, kind into v_wrong_in_row, v_kind;
  end if;
  if v_wrong_in_row >= 100 then
    if p_factor_id is null then
      delete from backup_code_sets where account_id = p_account_id;
    else
      update factors set state = 'locked', is_default = false where id = p_factor_id;
      update factors set is_default = true where id = (
        select id from factors where account_id = p_account_id and state = 'active'
          and not exists (select from factors where account_id = p_account_id and is_default)
        order by created_at, id limit 1);
      perform append_event(p_account_id, p_event_ids[2], 'two_factor.disabled.v1', jsonb_build_object(
        'factorId', p_factor_id, 'factorKind', v_kind, 'reason', 'locked',
        'wasLast', not exists (select from factors where account_id = p_account_id and state = 'active')), p_now, p_traceparent);
    end if;
    perform append_event(p_account_id, p_event_ids[3], 'suspicious.activity.v1',
      jsonb_build_object('kind', 'factor_locked', 'sessionId', p_session_id, 'confirmationId', null), p_now, p_traceparent);
  end if;
  if v_budget.wrong_count < 10 then return null; end if;
  update verification_budgets set wrong_count = 0, lock_count = lock_count + 1,
      locked_until = p_now + least(interval '15 minutes' * power(2, least(lock_count, 10)), interval '24 hours')
    where account_id = p_account_id returning locked_until into v_budget.locked_until;
  perform append_event(p_account_id, p_event_ids[1], 'suspicious.activity.v1',
    jsonb_build_object('kind', 'codes_guessed', 'sessionId', p_session_id, 'confirmationId', null), p_now, p_traceparent);
  return v_budget.locked_until;
end $$;

-- Answers a challenge in one round trip. One statement spends the attempt, compares, and ends the challenge where the
-- value is right: however many come at once, one succeeds and five are compared.
--
-- p_given is the HMAC of what was typed. A code that was sent is compared with the challenge's own; for an
-- authenticator and for backup codes the caller brings the HMACs of what would be right, each with its time step or
-- the id of its row. A right value raises the session and stops a recovery.
--
-- outcome: `right`; `wrong` (attempts_left, and locked_until when this one locked); or a refusal that spent nothing:
-- `locked` (locked_until), `ended`, `not_found`, `no_session`.
--
-- A right authenticator code, the one people wait for, costs four inner statements: the account's lock, which every
-- writer of these tables holds, comes first; then the state is read, and stays as it was read.
create function answer_challenge(
  p_now timestamptz, p_account_id uuid, p_session_id uuid, p_challenge_id uuid, p_purpose text,
  p_given bytea, p_candidates bytea[], p_steps bigint[], p_code_ids uuid[],
  p_mfa_acr text, p_event_ids uuid[], p_traceparent text,
  out outcome text, out attempts_left integer, out locked_until timestamptz, out kind text, out factor_id uuid,
  out amr text[], out acr text, out auth_time timestamptz, out jkt text
) language plpgsql
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_challenge_id uuid;
  v_factor_id uuid;
  v_has_budget boolean;
  v_last_step bigint;
  v_recovery_id uuid;
  v_is_right boolean;
  v_attempts integer;
  v_place integer := array_position(p_candidates, p_given);
  v_proved text;
  v_prefix_key text;
  v_set_id uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('atlas.account.' || p_account_id, 0));
  select c.id, c.kind, c.factor_id, c.prefix_key, f.last_step, r.id, b.account_id is not null,
      case when b.locked_until > p_now then b.locked_until end
    into v_challenge_id, kind, v_factor_id, v_prefix_key, v_last_step, v_recovery_id, v_has_budget, locked_until
    from sessions s
    left join verification_budgets b on b.account_id = s.account_id
    left join recoveries r on r.account_id = s.account_id and r.ended_at is null
    left join challenges c on c.id = p_challenge_id and c.account_id = s.account_id and c.session_id = s.id and c.purpose = p_purpose
    left join factors f on f.id = c.factor_id
      and f.state = case p_purpose when 'enrol' then 'pending' else 'active' end
    where s.id = p_session_id and s.account_id = p_account_id and s.revoked_at is null and s.expires_at > p_now;
  if not found then
    outcome := 'no_session'; return;
  elsif locked_until is not null then
    outcome := 'locked'; return;
  elsif v_challenge_id is null then
    outcome := 'not_found'; return;
  end if;

  update challenges c set attempts = c.attempts + 1,
      ended_at = case when case c.kind
        when 'totp' then p_steps[v_place] > v_last_step
        when 'backup' then exists (select from backup_codes b join backup_code_sets s on s.id = b.set_id
          where b.id = p_code_ids[v_place] and b.used_at is null and s.account_id = p_account_id)
        else c.code_hmac = p_given
      end then p_now end
    where c.id = p_challenge_id and c.ended_at is null and c.expires_at > p_now and c.attempts < 5
    returning c.ended_at is not null, c.attempts into v_is_right, v_attempts;
  if not found then
    outcome := 'ended'; return;
  end if;
  if not v_is_right then
    outcome := 'wrong';
    attempts_left := 5 - v_attempts;
    locked_until := count_wrong_value(p_account_id, p_session_id, v_factor_id, p_now, p_event_ids, p_traceparent);
    return;
  end if;

  outcome := 'right';
  factor_id := v_factor_id;
  v_proved := case kind when 'totp' then 'otp' else kind end;
  with f as (
    update factors f set last_used_at = p_now, wrong_in_row = 0, last_step = coalesce(p_steps[v_place], f.last_step)
    where f.id = v_factor_id
  ), s as (
    update sessions s set
      amr = s.amr || array(select proved from unnest(array[v_proved, 'mfa']) proved where proved <> all (s.amr)),
      acr = p_mfa_acr, auth_time = p_now
    where s.id = p_session_id returning s.amr, s.acr, s.auth_time, s.jkt
  ), e as (
    insert into event_log (id, type, topic, subject, sequence, source, occurred_at, traceparent, data)
    select p_event_ids[1], 'session.raised.v1', 'atlas.accounts', p_account_id,
      (select coalesce(max(sequence), 0) + 1 from event_log where subject = p_account_id), '/atlas/api', p_now, p_traceparent,
      jsonb_build_object('sessionId', p_session_id, 'proved', v_proved, 'amr', s.amr, 'acr', s.acr)
    from s
  )
  select s.amr, s.acr, s.auth_time, s.jkt into amr, acr, auth_time, jkt from s;

  if v_has_budget then
    delete from verification_budgets b where b.account_id = p_account_id;
  end if;
  if kind in ('sms', 'email') then
    update code_sends set settled = true where account_id = p_account_id and not settled;
    if v_prefix_key is not null then
      insert into send_counters as n (key, window_starts_at, expires_at, count)
        values (v_prefix_key, date_trunc('day', p_now, 'UTC'), date_trunc('day', p_now, 'UTC') + interval '1 day', 1)
        on conflict (key, window_starts_at) do update set count = n.count + 1;
    end if;
  elsif kind = 'backup' then
    update backup_codes b set used_at = p_now where b.id = p_code_ids[v_place] returning b.set_id into v_set_id;
    update backup_code_sets s set wrong_in_row = 0, confirmed_at = coalesce(s.confirmed_at, p_now) where s.id = v_set_id;
    perform append_event(p_account_id, p_event_ids[2], 'backup_code.used.v1', jsonb_build_object(
      'setId', v_set_id, 'sessionId', p_session_id,
      'left', (select count(*) from backup_codes b where b.set_id = v_set_id and b.used_at is null)), p_now, p_traceparent);
  end if;
  if v_recovery_id is not null and p_purpose = 'step_up' then
    update recoveries r set ended_at = p_now, outcome = 'cancelled' where r.id = v_recovery_id;
    perform append_event(p_account_id, p_event_ids[3], 'recovery.cancelled.v1',
      jsonb_build_object('recoveryId', v_recovery_id, 'by', 'factor_used'), p_now, p_traceparent);
  end if;
end $$;

-- Notes that a new set of backup codes was kept. Typing one back uses nothing up; a wrong one counts as anywhere else,
-- and while verification is locked nothing is told.
create function confirm_backup_codes(
  p_now timestamptz, p_account_id uuid, p_session_id uuid, p_set_id uuid, p_is_right boolean,
  p_event_ids uuid[], p_traceparent text,
  out outcome text, out locked_until timestamptz
) language plpgsql as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtextextended('atlas.account.' || p_account_id, 0));
  select b.locked_until into locked_until from verification_budgets b
    where b.account_id = p_account_id and b.locked_until > p_now;
  if found then
    outcome := 'locked';
  elsif p_is_right then
    update backup_code_sets s set confirmed_at = coalesce(s.confirmed_at, p_now) where s.id = p_set_id;
    outcome := case when found then 'right' else 'wrong' end;
  else
    outcome := 'wrong';
    locked_until := count_wrong_value(p_account_id, p_session_id, null, p_now, p_event_ids, p_traceparent);
  end if;
end $$;

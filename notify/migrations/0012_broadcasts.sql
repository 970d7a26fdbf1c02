-- Announcements of administrators to everybody: a pass over the recipients, a page at a time.

create table notify.broadcasts (
  id uuid primary key,
  -- {"en": {"title", "text"}, "ru": …, "zh": …}
  texts jsonb not null,
  -- What quiet hours do to it: it waits for their end, or is not sent to who sleeps.
  quiet_hours text not null check (quiet_hours in ('defer', 'drop')),
  ttl_seconds integer not null check (ttl_seconds > 0),
  state text not null check (state in ('draft', 'running', 'paused', 'stopped', 'finished')),
  -- The client that asked, or `operator` for the command line.
  created_by text not null,
  traceparent text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  expires_at timestamptz,
  ended_at timestamptz,
  -- How far the pass has come; null at its beginning.
  cursor uuid,
  -- The newest recipient when it was started: who comes later is not told.
  last_recipient uuid,
  -- The soonest end of quiet hours among those that this pass left out, and when the next pass begins.
  wake_at timestamptz,
  next_pass_at timestamptz
);
create index broadcasts_running on notify.broadcasts (started_at) where state = 'running';
create index broadcasts_of_late on notify.broadcasts (created_at desc, id desc);

-- Each person is told at most once, whoever makes the rows and how often.
create unique index deliveries_once_per_broadcast on notify.deliveries (event_id, account_id) where kind = 'broadcast';
create index deliveries_of_broadcast_waiting on notify.deliveries (event_id, state)
  where kind = 'broadcast' and state in ('queued', 'deferred', 'digesting', 'sending', 'retry_wait');

-- Public read contract: what the API shows under /v1/admin/broadcasts.
create view notify.broadcast_overview as
  select id, texts, quiet_hours, ttl_seconds, state, created_by, created_at, started_at, expires_at, ended_at
  from notify.broadcasts;

-- Public command contract: what administrators may do, each one statement of theirs.
create function notify.create_broadcast(
  new_id uuid, new_texts jsonb, new_quiet_hours text, new_ttl_seconds integer, actor text, trace text, at timestamptz
) returns void language sql as $$
  insert into notify.broadcasts (id, texts, quiet_hours, ttl_seconds, state, created_by, traceparent, created_at)
  values (new_id, new_texts, new_quiet_hours, new_ttl_seconds, 'draft', actor, trace, at)
$$;

-- `done`, `not_found`, or `conflict` where it is in no state for that.
create function notify.steer_broadcast(broadcast_id uuid, action text, at timestamptz) returns text language plpgsql as $$
declare
  before text;
  after text;
begin
  -- A page that is being made meanwhile is waited for, so that what it holds is paused or stopped too.
  select state into before from notify.broadcasts where id = broadcast_id for update;
  if not found then return 'not_found'; end if;
  after := case
    when action = 'start' and before = 'draft' then 'running'
    when action = 'pause' and before = 'running' then 'paused'
    when action = 'resume' and before = 'paused' then 'running'
    when action = 'stop' and before in ('draft', 'running', 'paused') then 'stopped'
  end;
  if after is null then return 'conflict'; end if;
  update notify.broadcasts set state = after where id = broadcast_id;
  if action = 'start' then
    update notify.broadcasts
    set started_at = at, expires_at = at + ttl_seconds * interval '1 second',
      last_recipient = (select account_id from notify.recipients order by account_id desc limit 1)
    where id = broadcast_id;
  elsif action = 'pause' then
    update notify.deliveries set state = 'deferred', reason = 'paused', due_at = expires_at, quiet_at = null
    where event_id = broadcast_id and kind = 'broadcast' and state in ('queued', 'retry_wait');
  elsif action = 'resume' then
    update notify.deliveries set reason = 'quiet_hours', due_at = at
    where event_id = broadcast_id and kind = 'broadcast' and state = 'deferred' and reason = 'paused';
  else
    update notify.broadcasts set ended_at = at where id = broadcast_id;
    update notify.deliveries set state = 'suppressed', reason = 'stopped', sealed = null
    where event_id = broadcast_id and kind = 'broadcast' and state in ('queued', 'deferred', 'digesting', 'retry_wait');
  end if;
  return 'done';
end
$$;

-- How far it is. `left_over` are those that nothing was decided for yet.
create function notify.broadcast_progress(broadcast_id uuid)
returns table (sent bigint, digested bigint, failed bigint, suppressed bigint, waiting bigint, left_over bigint)
language sql stable as $$
  select
    count(*) filter (where d.state = 'sent'),
    count(*) filter (where d.reason = 'digested'),
    count(*) filter (where d.state in ('failed', 'unknown', 'dead', 'expired')),
    count(*) filter (where d.state = 'suppressed' and d.reason is distinct from 'digested'),
    count(*) filter (where d.state in ('queued', 'deferred', 'digesting', 'sending', 'retry_wait')),
    (select count(*) from notify.recipients r
     where r.account_id <= (select b.last_recipient from notify.broadcasts b where b.id = broadcast_id)
       and not exists (select from notify.deliveries t
                       where t.event_id = broadcast_id and t.account_id = r.account_id and t.kind = 'broadcast'))
  from notify.deliveries d
  where d.event_id = broadcast_id and d.kind = 'broadcast'
$$;

-- Public contract for operators, as the api and the command line show it: masked, without what messages say.

create view notify.admin_deliveries as
  select d.id, d.event_id, d.account_id, d.kind, d.template, d.channel, d.operation, d.state, d.reason, d.attempts, d.replays,
    -- Contacts are kept masked; of a chat's id the end is enough to tell two apart.
    coalesce(d.destination, '•••' || case when length(d.address) > 4 then right(d.address, 2) else '' end) as destination,
    d.receipt, d.decision, d.fallback_of,
    (select f.id from notify.deliveries f where f.fallback_of = d.id) as fallback,
    d.created_at, d.due_at, d.expires_at, d.sent_at
  from notify.deliveries d;

create view notify.admin_attempts as
  select delivery_id, number, started_at, finished_at, provider, passed_over, outcome, code from notify.attempts;
create view notify.admin_receipts as select delivery_id, receipt, at from notify.receipts;
create view notify.admin_replays as select delivery_id, number, at, actor, reason from notify.replays;
create view notify.admin_decisions_against as
  select id, event_id, account_id, event_type, template, decision, at from notify.decisions_against;
-- Events that notify has handled in the last seven days, whether they asked for a message or not.
create view notify.admin_handled_events as select event_id from notify.inbox where consumer = 'notify';

-- Public command: sends again what was given up on, in its own row. One conditional statement, so that two who ask at once
-- send it once. What went on to another address is replayed there; what is out of time is not sent late.
create function notify.replay_deliveries(p_ids uuid[], p_actor text, p_reason text, p_at timestamptz)
returns table (id uuid, result text) language sql as $$
  with replayed as (
    update notify.deliveries d
    set state = 'queued', reason = null, failures = 0, due_at = p_at, replays = d.replays + 1,
      decision = d.decision || '[{"step": "replay", "result": "again"}]'
    where d.id = any (p_ids) and d.state in ('dead', 'failed') and d.operation = 'send' and d.expires_at > p_at
      and (d.sealed is not null or d.destination is null)
      and not exists (select from notify.deliveries f where f.fallback_of = d.id)
    returning d.id, d.replays
  ), recorded as (
    insert into notify.replays (delivery_id, number, at, actor, reason)
    select r.id, r.replays, p_at, p_actor, p_reason from replayed r
  )
  select w.id, case
      when r.id is not null then 'replayed'
      when d.id is null then 'not_found'
      when d.state not in ('dead', 'failed') or d.operation <> 'send' then 'not_given_up'
      when exists (select from notify.deliveries f where f.fallback_of = d.id) then 'went_on'
      when d.expires_at <= p_at or d.sealed is null and d.destination is not null then 'expired'
      else 'not_given_up'
    end
  from (select distinct unnest(p_ids)) as w (id)
  left join replayed r on r.id = w.id
  left join notify.deliveries d on d.id = w.id
  order by w.id
$$;

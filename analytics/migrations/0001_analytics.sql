-- What happened to accounts and when, to the day: no names, no addresses, nothing of what was in the events.

create schema analytics;

-- Events that were handled. Written in the same transaction as their effect.
create table analytics.inbox (
  -- UUIDv7: sorts by time, so old ones are trimmed by range.
  event_id uuid primary key
);

-- Days are of UTC. Each is the first on which that happened.
create table analytics.people (
  -- The account's id while there is an account. Then the id of the event that it is erased: the row still counts, and
  -- leads to nobody.
  person uuid primary key,
  -- The first contact that Atlas knows of.
  opened_on date not null,
  registered_on date,
  linked_on date,
  protected_on date,
  purchased_on date,
  erased_on date,
  -- Mondays of the weeks in which a session was opened, in order.
  active_weeks date[] not null
);

-- Public read contract: what the API shows under /v1/admin/analytics/.
create view analytics.registrations as
  select p.registered_on as day, count(*) as registered
  from analytics.people p where p.registered_on is not null group by p.registered_on;

-- By the day of the first contact; each step counts those who took all steps before it as well, in whatever order.
create view analytics.funnel as
  select p.opened_on as day,
    count(*) as opened,
    count(p.registered_on) as registered,
    count(*) filter (where num_nulls(p.registered_on, p.linked_on) = 0) as linked,
    count(*) filter (where num_nulls(p.registered_on, p.linked_on, p.protected_on) = 0) as protected,
    count(*) filter (where num_nulls(p.registered_on, p.linked_on, p.protected_on, p.purchased_on) = 0) as purchased
  from analytics.people p group by p.opened_on;

-- How many registered in the week that begins on `cohort`, and in how many of them a session was opened in week n after it.
create view analytics.cohorts as
  select date_trunc('week', p.registered_on::timestamp)::date as cohort, count(*) as people
  from analytics.people p where p.registered_on is not null group by 1;

create view analytics.retention as
  select date_trunc('week', p.registered_on::timestamp)::date as cohort,
    (w.week - date_trunc('week', p.registered_on::timestamp)::date) / 7 as week,
    count(*) as active
  from analytics.people p cross join lateral unnest(p.active_weeks) as w (week)
  where p.registered_on is not null group by 1, 2;

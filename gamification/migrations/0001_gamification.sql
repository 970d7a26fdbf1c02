-- What people did of what achievements take, and what they earned.

create schema gamification;

-- Events that were handled. Written in the same transaction as their effect.
create table gamification.inbox (
  -- UUIDv7: sorts by time, so old ones are trimmed by range.
  event_id uuid primary key
);

-- The rules as the running version has them, for those who read the views.
create table gamification.achievements (
  achievement text primary key,
  -- How often it takes.
  goal integer not null check (goal > 0),
  -- Order in lists.
  place integer not null
);

create table gamification.progress (
  account_id uuid not null,
  achievement text not null,
  count integer not null,
  -- Set once and for all, in the transaction that writes `achievement.granted.v1`.
  granted_at timestamptz,
  primary key (account_id, achievement)
);

-- Public read contract: what the API shows as GET /v1/achievements.
create view gamification.published_achievements as
  select achievement, goal, place from gamification.achievements;

create view gamification.account_achievements as
  select account_id, achievement, count, granted_at from gamification.progress;

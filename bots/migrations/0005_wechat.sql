-- What WeChat pushed, one row each: on disk before it is told `success`.
create table bots.wechat_updates (
  app_id text not null,
  -- `message:<MsgId>`, or `event:<digest>` of whose it is, when and what: the same thing told twice is stored once.
  update_id text not null,
  -- The order of arrival.
  arrival bigint generated always as identity,
  -- What one person says is handled one after the other; null for what is only counted.
  person text,
  -- As WeChat sent it, in one form: json, because jsonb refuses \u0000. Emptied once it is handled.
  body json,
  traceparent text not null,
  received_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'handled', 'parked')),
  attempts int not null default 0,
  -- A claim is a lease: it says when another worker may take the update, because this one must have died.
  next_attempt_at timestamptz not null,
  -- What came of it, kept so that a second attempt to answer does not do it twice.
  outcome json,
  finished_at timestamptz,
  -- Why it was parked, or is tried again; never a word of what was said.
  failure text,
  primary key (app_id, update_id)
);
create index wechat_updates_waiting on bots.wechat_updates (app_id, person, arrival) where state = 'waiting';
create index wechat_updates_waiting_in_order on bots.wechat_updates (app_id, arrival) where state = 'waiting';
create index wechat_updates_received on bots.wechat_updates (received_at);

-- What a signed query came with. In plain mode the signature covers no body: shown again with another one it is forged.
create table bots.wechat_stamps (
  app_id text not null,
  -- Time and nonce, as signed.
  stamp text not null,
  digest bytea not null,
  seen_at timestamptz not null,
  primary key (app_id, stamp)
);
create index wechat_stamps_seen on bots.wechat_stamps (seen_at);

-- Who follows the official account, as it told us.
create table bots.wechat_followers (
  app_id text not null,
  openid text not null,
  follows boolean not null,
  changed_at timestamptz not null,
  primary key (app_id, openid)
);

-- For how long, and how many times, somebody may be written to in words of our own. A message of theirs, a tap on the
-- menu and a visit to the chat allow so much each.
create table bots.wechat_windows (
  app_id text not null,
  openid text not null,
  opened_by text not null check (opened_by in ('message', 'action', 'visit')),
  opened_at timestamptz not null,
  open_until timestamptz not null,
  messages_allowed smallint not null,
  messages_left smallint not null check (messages_left between 0 and messages_allowed),
  primary key (app_id, openid, opened_by)
);
create index wechat_windows_until on bots.wechat_windows (open_until);

-- Called by whoever writes to the person. Takes one of the messages that are left, of the window that closes first, and
-- says which; null where there is none.
create function bots.take_wechat_message(p_app_id text, p_openid text, p_at timestamptz) returns text
language plpgsql as $$
declare
  v_opened_by text;
begin
  for v_opened_by in
    select opened_by from bots.wechat_windows
    where app_id = p_app_id and openid = p_openid and open_until > p_at order by open_until
  loop
    update bots.wechat_windows set messages_left = messages_left - 1
      where app_id = p_app_id and openid = p_openid and opened_by = v_opened_by and open_until > p_at and messages_left > 0;
    if found then return v_opened_by; end if;
  end loop;
  return null;
end $$;

-- Called when what was taken was surely not sent.
create function bots.give_back_wechat_message(p_app_id text, p_openid text, p_opened_by text) returns void
language sql as $$
  update bots.wechat_windows set messages_left = messages_left + 1
  where app_id = p_app_id and openid = p_openid and opened_by = p_opened_by and messages_left < messages_allowed;
$$;

-- Called when WeChat says that nothing is left, whatever we counted. What they did since opens a window all the same.
create function bots.close_wechat_windows(p_app_id text, p_openid text, p_at timestamptz) returns void
language sql as $$
  update bots.wechat_windows set messages_left = 0
  where app_id = p_app_id and openid = p_openid and opened_at <= p_at;
$$;

-- What a number means that somebody types. Numbers of one hour don't repeat, so that a "1" meant for one question never
-- answers another.
create table bots.wechat_choices (
  app_id text not null,
  openid text not null,
  number smallint not null check (number between 1 and 99),
  choice text not null,
  offered_at timestamptz not null,
  primary key (app_id, openid, number)
);
create index wechat_choices_offered on bots.wechat_choices (offered_at);

-- Called by whoever offers choices. The number of the first; the others follow.
create function bots.offer_wechat_choices(p_app_id text, p_openid text, p_choices text[], p_at timestamptz) returns integer
language plpgsql as $$
declare
  v_count integer := cardinality(p_choices);
  v_first integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('bots.wechat_choices ' || p_app_id || ' ' || p_openid, 0));
  delete from bots.wechat_choices
    where app_id = p_app_id and openid = p_openid and offered_at <= p_at - interval '1 hour';
  select number + 1 into v_first from bots.wechat_choices
    where app_id = p_app_id and openid = p_openid order by offered_at desc, number desc limit 1;
  if v_first is null or v_first + v_count > 100 then v_first := 1; end if;
  insert into bots.wechat_choices (app_id, openid, number, choice, offered_at)
    select p_app_id, p_openid, v_first + place - 1, choice, p_at
    from unnest(p_choices) with ordinality as offered (choice, place)
    on conflict (app_id, openid, number) do update set choice = excluded.choice, offered_at = excluded.offered_at;
  return v_first;
end $$;

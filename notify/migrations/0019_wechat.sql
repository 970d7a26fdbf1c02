-- How many subscribe messages of a template somebody may still be sent: one for each time they allowed one.
create table notify.wechat_consents (
  app_id text not null,
  openid text not null,
  template_id text not null,
  messages_left integer not null check (messages_left >= 0),
  granted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (app_id, openid, template_id)
);

-- What people allow, WeChat tells the bots' webhook; they hand it over by these functions, each thing once and in any
-- order. A consent given before it was withdrawn counts for nothing.
create function notify.grant_wechat_consent(p_app_id text, p_openid text, p_template_id text, p_at timestamptz) returns void
language sql as $$
  insert into notify.wechat_consents as known (app_id, openid, template_id, messages_left, granted_at)
    values (p_app_id, p_openid, p_template_id, 1, p_at)
    on conflict (app_id, openid, template_id) do update set messages_left = known.messages_left + 1,
      granted_at = greatest(known.granted_at, excluded.granted_at)
    where known.withdrawn_at is null or known.withdrawn_at <= excluded.granted_at;
$$;

create function notify.withdraw_wechat_consent(p_app_id text, p_openid text, p_template_id text, p_at timestamptz) returns void
language sql as $$
  insert into notify.wechat_consents as known (app_id, openid, template_id, messages_left, withdrawn_at)
    values (p_app_id, p_openid, p_template_id, 0, p_at)
    on conflict (app_id, openid, template_id) do update set messages_left = 0,
      withdrawn_at = greatest(known.withdrawn_at, excluded.withdrawn_at)
    where known.granted_at is null or known.granted_at <= excluded.withdrawn_at;
$$;

-- Who leaves the official account can't be written to until they come back.
create function notify.record_wechat_following(p_app_id text, p_openid text, p_follows boolean, p_at timestamptz) returns void
language sql as $$
  update notify.addresses set blocked_at = case when p_follows then null else p_at end
  where channel = 'wechat' and app_scope = p_app_id and address = p_openid;
$$;

create index deliveries_of_wechat_message on notify.deliveries (provider_message_id) where channel = 'wechat';

-- What became of a subscribe message; false where none of ours has that name (yet).
create function notify.record_wechat_receipt(
  p_app_id text, p_openid text, p_message_id text, p_is_delivered boolean, p_at timestamptz) returns boolean
language plpgsql as $$
declare
  v_receipt text := case when p_is_delivered then 'delivered' else 'undelivered' end;
  v_delivery_id uuid;
begin
  select id into v_delivery_id from notify.deliveries
    where channel = 'wechat' and provider_message_id = p_message_id and lane = 'wechat:' || p_app_id and address = p_openid;
  if v_delivery_id is null then return false; end if;
  insert into notify.receipts (delivery_id, receipt, at) values (v_delivery_id, v_receipt, p_at) on conflict do nothing;
  update notify.deliveries set receipt = v_receipt, receipt_rank = 4, receipt_at = p_at
    where id = v_delivery_id and receipt_rank < 4;
  return true;
end $$;

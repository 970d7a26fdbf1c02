-- Who told WhatsApp to bring them no marketing: kept beside the chat, because it is said there and taken back there. To
-- everybody who reads preferences it is one of them.
alter table notify.addresses add column marketing_stopped_at timestamptz;

create function notify.preferences_in(p_preferences jsonb, p_channel text, p_marketing_stopped_at timestamptz)
returns jsonb language sql immutable as $$
  select case when p_marketing_stopped_at is null then p_preferences
    else p_preferences || jsonb_build_object('broadcast',
      coalesce(p_preferences -> 'broadcast', '{}') || jsonb_build_object(p_channel, false)) end;
$$;

-- What people say there the bots' webhook is told; they hand it over by this function. The newest word counts.
create function notify.record_whatsapp_marketing(
  p_business_id text, p_user_id text, p_stopped boolean, p_at timestamptz
) returns void language sql as $$
  update notify.addresses set marketing_stopped_at = case when p_stopped then p_at end
    where channel = 'whatsapp' and app_scope = p_business_id and address = p_user_id
      and (p_stopped or marketing_stopped_at is null or marketing_stopped_at <= p_at);
$$;

-- As in 0021, and: a refusal that says so is such a word, too.
create or replace function notify.record_whatsapp_status(
  p_delivery_id uuid, p_status text, p_at timestamptz, p_code integer default null
) returns boolean language plpgsql as $$
declare
  v_receipt text := case p_status
    when 'sent' then 'sent'
    when 'delivered' then 'delivered'
    when 'read' then 'delivered'
    when 'played' then 'delivered'
    when 'failed' then 'undelivered'
  end;
  v_rank smallint := case v_receipt when 'sent' then 3 else 4 end;
  v_failed boolean := p_status = 'failed';
  v_address text;
begin
  if v_receipt is null then return false; end if;
  insert into notify.receipts (delivery_id, receipt, at)
    select id, v_receipt, p_at from notify.deliveries where id = p_delivery_id and channel = 'whatsapp'
    on conflict do nothing;
  update notify.deliveries
    set receipt = v_receipt, receipt_rank = v_rank, receipt_at = p_at,
      state = case when state not in ('sent', 'unknown') then state when v_failed then 'failed' else 'sent' end,
      sent_at = case when state = 'unknown' and not v_failed then p_at else sent_at end,
      reason = case
        when state not in ('sent', 'unknown') then reason
        when not v_failed then null
        when p_code = 131047 then 'window_closed'
        when p_code = 131026 then 'recipient_gone'
        when p_code = 131049 then 'capped'
        when p_code = 131050 then 'opted_out'
        when p_code = 131062 then 'needs_phone'
        else 'rejected'
      end
    where id = p_delivery_id and channel = 'whatsapp' and receipt_rank < v_rank
    returning address into v_address;
  if not found then return false; end if;
  if v_failed and p_code = 131026 then
    update notify.addresses set blocked_at = p_at
      where channel = 'whatsapp' and address = v_address and blocked_at is null;
  end if;
  if v_failed and p_code = 131050 then
    update notify.addresses set marketing_stopped_at = coalesce(marketing_stopped_at, p_at)
      where channel = 'whatsapp' and address = v_address;
  end if;
  return true;
end $$;

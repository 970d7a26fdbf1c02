-- WhatsApp takes a message with 200 and says later that it did not arrive: that is a failure like any other, and what
-- somebody has to learn goes on from there. The bots say which code came along; those that do not yet, say none.
drop function notify.record_whatsapp_status(uuid, text, timestamptz);
create function notify.record_whatsapp_status(
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
        else 'rejected'
      end
    where id = p_delivery_id and channel = 'whatsapp' and receipt_rank < v_rank
    returning address into v_address;
  if not found then return false; end if;
  if v_failed and p_code = 131026 then
    update notify.addresses set blocked_at = p_at
      where channel = 'whatsapp' and address = v_address and blocked_at is null;
  end if;
  return true;
end $$;

-- Said to have failed after they were taken, and not gone on yet.
create index deliveries_failed_late on notify.deliveries (lane)
  where channel = 'whatsapp' and state in ('failed', 'sent') and receipt = 'undelivered' and fallback_at is not null;

-- What WhatsApp says became of a message comes to the bots' webhook; they hand it over by this function, whose caller
-- needs to know nothing of how receipts are kept. Each is noted once; of two, the one of the higher rank counts.
create function notify.record_whatsapp_status(p_delivery_id uuid, p_status text, p_at timestamptz) returns boolean
language plpgsql as $$
declare
  v_receipt text := case p_status
    when 'sent' then 'sent'
    when 'delivered' then 'delivered'
    when 'read' then 'delivered'
    when 'played' then 'delivered'
    when 'failed' then 'undelivered'
  end;
  v_rank smallint := case v_receipt when 'sent' then 3 else 4 end;
begin
  if v_receipt is null then return false; end if;
  insert into notify.receipts (delivery_id, receipt, at)
    select id, v_receipt, p_at from notify.deliveries where id = p_delivery_id and channel = 'whatsapp'
    on conflict do nothing;
  update notify.deliveries
    set receipt = v_receipt, receipt_rank = v_rank, receipt_at = p_at,
      state = case when state = 'unknown' then 'sent' else state end,
      sent_at = case when state = 'unknown' then p_at else sent_at end,
      reason = case when state = 'unknown' then null else reason end
    where id = p_delivery_id and channel = 'whatsapp' and receipt_rank < v_rank;
  return found;
end $$;

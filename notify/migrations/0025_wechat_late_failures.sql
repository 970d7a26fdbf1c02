-- WeChat takes a subscribe message, too, and may say later that it did not arrive (`subscribe_msg_sent_event`): a failure
-- like any other, from which goes on what somebody has to learn. Of its words for why, none says what to do otherwise.
create or replace function notify.record_wechat_receipt(
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
  update notify.deliveries
    set receipt = v_receipt, receipt_rank = 4, receipt_at = p_at,
      state = case when state = 'sent' and not p_is_delivered then 'failed' else state end,
      reason = case when state = 'sent' and not p_is_delivered then 'rejected' else reason end
    where id = v_delivery_id and receipt_rank < 4;
  return true;
end $$;

drop index notify.deliveries_failed_late;
create index deliveries_failed_late on notify.deliveries (lane)
  where channel in ('whatsapp', 'wechat') and state in ('failed', 'sent') and receipt = 'undelivered'
    and fallback_at is not null;

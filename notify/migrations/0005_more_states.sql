-- Messages that wait for quiet hours to end or for a digest, and those given up on.
alter table notify.deliveries
  drop constraint deliveries_state_check,
  add constraint deliveries_state_check check (
    state in (
      'queued', 'deferred', 'digesting', 'sending', 'retry_wait', 'sent', 'failed', 'unknown', 'suppressed', 'expired', 'dead'
    )
  );

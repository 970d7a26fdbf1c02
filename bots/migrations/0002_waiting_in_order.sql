-- Claims read waiting updates in order; by the primary key they would wade through eight days of handled ones.
create index telegram_updates_waiting_in_order on bots.telegram_updates (bot_id, update_id) where state = 'waiting';

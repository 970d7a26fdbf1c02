-- What waits for one chat is found by its account: it is looked for when somebody blocks the bot, and was kept up to date
-- with every message.
drop index notify.deliveries_waiting;

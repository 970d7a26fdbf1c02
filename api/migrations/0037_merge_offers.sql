-- A code that was brought to a bot and can only end in a merge: whose account it was brought by, so that the app, where a
-- merge is agreed to, need not be told the code again.
alter table identity_connections add column offered_to uuid references accounts (id) on delete set null;
create index identity_connections_by_offer on identity_connections (offered_to) where offered_to is not null;

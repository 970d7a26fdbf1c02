-- Wrong passwords still count for their login and network when the account that tried them is erased.
alter table shop_link_tries alter column account_id drop not null;

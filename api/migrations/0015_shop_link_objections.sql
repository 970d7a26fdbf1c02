-- Keyed hash of the code that went to what the shop has on file: whoever reads there can end a link that is not theirs.
alter table shop_links add column objection_hash bytea unique;

-- Customers of the shop that nobody may link for now, because somebody who reads there objected.
create table shop_link_blocks (
  customer_hash bytea primary key,
  blocked_until timestamptz not null
);

-- When a person last wrote to us: for 24 hours from then on they may be written to in words of our own.
create table bots.whatsapp_people (
  business_id text not null,
  user_id text not null,
  last_wrote_at timestamptz not null,
  primary key (business_id, user_id)
);

-- Read by notify, which chooses between words and an approved template.
create view bots.whatsapp_windows as select business_id, user_id, last_wrote_at from bots.whatsapp_people;

-- The number itself is the API's to keep: here is only when it was told last, and when somebody was asked for it.
alter table bots.whatsapp_people
  add column phone_told_at timestamptz,
  add column phone_asked_at timestamptz;

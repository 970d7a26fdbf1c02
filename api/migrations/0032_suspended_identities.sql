-- A messenger said that somebody's number or device changed hands or may have: until a second factor or the old shop's
-- password proves who they are, that identity opens nothing but the proof itself.
alter table identities
  add column suspended_at timestamptz,
  -- What the messenger said.
  add column suspicion text,
  -- Who they say they are there now; takes the subject's place once that is proved.
  add column successor text;
create unique index identities_by_successor on identities (messenger, app_scope, successor) where successor is not null;

-- Opened by a suspended identity, and not proved since.
alter table sessions add column confined boolean not null default false;

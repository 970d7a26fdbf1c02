-- The phone number that a messenger shows of somebody, or that they shared with us there: an attribute that may be absent,
-- and that nobody is found or let in by. Sealed; it goes with the identity.
create table messenger_phones (
  identity_id uuid primary key references identities (id) on delete cascade,
  sealed_phone text not null,
  told_at timestamptz not null
);

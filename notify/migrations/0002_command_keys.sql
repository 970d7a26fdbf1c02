-- What others command notify to send holds codes and addresses: it is sealed to a key pair of notify's.

create table notify.command_keys (
  kid text primary key,
  public_jwk jsonb not null,
  -- Under the master key.
  sealed_private_key text not null,
  created_at timestamptz not null
);

-- Public read contract: to whom the API seals. The newest counts; older ones still open.
create view notify.command_public_keys as
  select kid, public_jwk, created_at from notify.command_keys;

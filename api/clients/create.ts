import process from 'node:process';
import { readOptions, UsageError } from '@atlas/shared/command-line';
import { readKeys, runClientCommand } from './command.ts';
import { createClient, createKeyClient } from './create-client.ts';

const help = `npm run -s clients:create -- --name NAME --audience A [--audience B] [--scope S] [--jwks FILE]

Registers an OAuth client and prints {"clientId","clientSecret"}. The secret is shown this once.

  --name NAME      what people call it
  --audience A     an inside service it may get tokens for, such as orders; may be given again
  --scope S        a scope it may ask for, such as orders:view; may be given again
  --jwks FILE      its public keys (JWK Set); it then authenticates by private_key_jwt and gets no secret

Uses DATABASE_URL, or the embedded PostgreSQL of an Atlas that runs here (npm start).
`;

await runClientCommand(help, process.env, async () => {
  const options = readOptions({
    name: { type: 'string' },
    audience: { type: 'string', multiple: true },
    scope: { type: 'string', multiple: true },
    jwks: { type: 'string' },
  });
  if (!options.name || !options.audience)
    throw new UsageError('--name and at least one --audience are needed.');
  const client = { name: options.name, audiences: options.audience, scopes: options.scope ?? [] };
  const jwks = options.jwks ? await readKeys(options.jwks) : undefined;
  return (deps) => (jwks ? createKeyClient(deps)({ ...client, jwks }) : createClient(deps)(client));
});

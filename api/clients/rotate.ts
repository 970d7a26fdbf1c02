import process from 'node:process';
import { readOptions, UsageError } from '@atlas/shared/command-line';
import { readKeys, runClientCommand } from './command.ts';
import { createRotateClient } from './rotate-client.ts';

const help = `npm run -s clients:rotate -- --client ID [--grace-seconds 86400] [--jwks FILE]

Gives a client a new secret and prints {"clientId","clientSecret"}, or takes its new keys. What it had stays good beside
it for the grace period (Default: a day); tokens that it holds stay good to their end.

  --client ID          which client
  --grace-seconds N    how long the old secret or keys stay good; 0 ends them now
  --jwks FILE          new public keys (JWK Set) of a client that authenticates by private_key_jwt

Uses DATABASE_URL, or the embedded PostgreSQL of an Atlas that runs here (npm start).
`;

await runClientCommand(help, process.env, async () => {
  const options = readOptions({
    client: { type: 'string' },
    'grace-seconds': { type: 'string' },
    jwks: { type: 'string' },
  });
  const { client: clientId, 'grace-seconds': grace = '86400' } = options;
  if (!clientId) throw new UsageError('--client is needed.');
  if (!/^\d{1,7}$/.test(grace))
    throw new UsageError('--grace-seconds must be a whole number of at most seven digits.');
  const jwks = options.jwks ? await readKeys(options.jwks) : undefined;
  return (deps) => createRotateClient(deps)({ clientId, graceSeconds: Number(grace), jwks });
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, systemClock } from '@atlas/shared/ports';
import { createTestDatabase, runScript } from '@atlas/shared/testing';
import { describe, expect, inject, it } from 'vitest';
import { type Client, createClient, createFindClient, ensureClient, isClientSecret } from './index.ts';

const clock = systemClock;

const findClient = (database: Database, clientId: string) => createFindClient({ database, clock })(clientId);

const hashesOf = (client: Client | undefined) =>
  client?.credentials.kind === 'secret' ? client.credentials.hashes : [];

describe('createClient', () => {
  it('keeps only the hash of a secret of 256 random bits', async () => {
    await using database = await createTestDatabase(inject('postgres'));

    const { clientId, clientSecret } = await createClient({ database, clock })({
      name: 'Orders',
      audiences: ['orders', 'orders'],
    });

    expect(clientSecret).toMatch(/^atl_cs_[A-Za-z0-9_-]{43}$/);
    const client = await findClient(database, clientId);
    expect(client).toMatchObject({ clientId, name: 'Orders', audiences: ['orders'], scopes: [] });
    expect(isClientSecret(clientSecret, hashesOf(client))).toBe(true);
    expect(isClientSecret(`${clientSecret}x`, hashesOf(client))).toBe(false);
    const rows = await database.query({ text: 'select * from clients' });
    expect(JSON.stringify(rows)).not.toContain(clientSecret);
  });

  it.each([
    ['no audience', { name: 'Orders', audiences: [] }],
    ['the audience of edge tokens', { name: 'Orders', audiences: ['atlas-edge'] }],
    ['a scope with a space', { name: 'Orders', audiences: ['orders'], scopes: ['a b'] }],
    ['a blank name', { name: ' ', audiences: ['orders'] }],
  ])('refuses %s', async (_what, client) => {
    await using database = await createTestDatabase(inject('postgres'));

    await expect(createClient({ database, clock })(client)).rejects.toThrow();
  });
});

describe('ensureClient', () => {
  const bots = { clientId: 'atlas-bots', name: 'Bots', audiences: ['atlas-api'], scopes: ['identities:act'] };

  it('ends in the given state however many processes start at once, and never enables what was disabled', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    await Promise.all(
      [1, 2, 3, 4].map(() => ensureClient({ database, clock }, { ...bots, secret: 'a'.repeat(40) })),
    );
    await ensureClient(
      { database, clock },
      { ...bots, scopes: ['identities:act', 'x:y'], secret: 'b'.repeat(40) },
    );

    const client = await findClient(database, 'atlas-bots');
    expect(client?.scopes).toEqual(['identities:act', 'x:y']);
    expect(isClientSecret('b'.repeat(40), hashesOf(client))).toBe(true);

    await database.query({ text: 'update clients set disabled_at = now()' });
    await ensureClient({ database, clock }, { ...bots, secret: 'b'.repeat(40) });
    expect(await findClient(database, 'atlas-bots')).toBeUndefined();
  });

  it('refuses a secret that could be guessed', async () => {
    await using database = await createTestDatabase(inject('postgres'));

    await expect(ensureClient({ database, clock }, { ...bots, secret: 'hunter2' })).rejects.toThrow(
      RangeError,
    );
  });
});

const publicKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

const temporaryFolderOf = async (files: Record<string, string>) => {
  const path = await mkdtemp(join(tmpdir(), 'atlas-clients-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
};

/** A client command as a person runs it. */
const runCommand = (file: 'create.ts' | 'rotate.ts', args: string[], env: Record<string, string> = {}) =>
  runScript(join(import.meta.dirname, file), args, env, { cwd: import.meta.dirname });

describe('npm run clients:create', () => {
  const run = (args: string[], env?: Record<string, string>) => runCommand('create.ts', args, env);

  it('prints the new client’s id and secret as JSON, while others use the database', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const args = [
      '--name',
      'Gateway',
      '--audience',
      'orders',
      '--audience',
      'orders-legacy',
      '--scope',
      'orders:view',
    ];

    const { code, stdout } = await run(args, { DATABASE_URL: database.url });

    const { clientId, clientSecret } = JSON.parse(stdout) as { clientId: string; clientSecret: string };
    const client = await findClient(database, clientId);
    expect(code).toBe(0);
    expect(client).toMatchObject({
      name: 'Gateway',
      audiences: ['orders', 'orders-legacy'],
      scopes: ['orders:view'],
    });
    expect(isClientSecret(clientSecret, hashesOf(client))).toBe(true);
  });

  it.each([
    ['--help', ['--help'], 0, '--audience A'],
    ['nothing', [], 2, '--name and at least one --audience are needed.'],
    ['an unknown option', ['--nmae', 'x'], 2, '--nmae'],
    ['a bad audience', ['--name', 'x', '--audience', 'No Such'], 2, '--audience: must be a service name'],
    [
      'a file that is not there',
      ['--name', 'x', '--audience', 'orders', '--jwks', 'no.json'],
      2,
      '--jwks: no.json',
    ],
    [
      'a file that is no JSON',
      ['--name', 'x', '--audience', 'orders', '--jwks', 'create.ts'],
      2,
      'is not JSON',
    ],
    ['no database', ['--name', 'x', '--audience', 'orders'], 2, 'No Atlas runs here.'],
  ])('says what to do with %s', async (_what, args, exitCode, words) => {
    const { code, stdout, stderr } = await run(
      args,
      args.includes('No Such') ? { DATABASE_URL: 'postgres://127.0.0.1:1/x' } : {},
    );

    expect(code).toBe(exitCode);
    expect(stdout + stderr).toContain(words);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
  });
});

describe('npm run clients:rotate', () => {
  const run = (args: string[], env?: Record<string, string>) => runCommand('rotate.ts', args, env);

  it('prints a new secret, and leaves the old one good for a while', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    const { clientId, clientSecret } = await createClient({ database, clock })({
      name: 'Orders',
      audiences: ['orders'],
    });

    const { code, stdout } = await run(['--client', clientId], { DATABASE_URL: database.url });

    const rotated = JSON.parse(stdout) as { clientId: string; clientSecret: string };
    const hashes = hashesOf(await findClient(database, clientId));
    expect(code).toBe(0);
    expect(rotated.clientId).toBe(clientId);
    expect([rotated.clientSecret, clientSecret].map((secret) => isClientSecret(secret, hashes))).toEqual([
      true,
      true,
    ]);
  });

  it('takes new keys of a client that has keys', async () => {
    await using database = await createTestDatabase(inject('postgres'));
    await using folder = await temporaryFolderOf({ 'jwks.json': JSON.stringify({ keys: [publicKey()] }) });
    const created = await runCommand(
      'create.ts',
      ['--name', 'Kong', '--audience', 'orders', '--jwks', join(folder.path, 'jwks.json')],
      { DATABASE_URL: database.url },
    );
    const { clientId, ...rest } = JSON.parse(created.stdout) as { clientId: string };
    await writeFile(join(folder.path, 'jwks.json'), JSON.stringify({ keys: [publicKey()] }));

    const { code } = await run(['--client', clientId, '--jwks', join(folder.path, 'jwks.json')], {
      DATABASE_URL: database.url,
    });

    expect(rest).toEqual({});
    expect(code).toBe(0);
    const client = await findClient(database, clientId);
    expect(client?.credentials).toMatchObject({ kind: 'keys', keys: [{ kty: 'EC' }, { kty: 'EC' }] });
  });

  it.each([
    ['--help', ['--help'], 0, '--grace-seconds N'],
    ['nothing', [], 2, '--client is needed.'],
    ['a grace period that is no number', ['--client', 'x', '--grace-seconds', '1h'], 2, 'whole number'],
    ['no database', ['--client', 'x'], 2, 'No Atlas runs here.'],
  ])('says what to do with %s', async (_what, args, exitCode, words) => {
    const { code, stdout, stderr } = await run(args);

    expect(code).toBe(exitCode);
    expect(stdout + stderr).toContain(words);
  });

  it('says that there is no such client', async () => {
    await using database = await createTestDatabase(inject('postgres'));

    const { code, stderr } = await run(['--client', 'nobody'], { DATABASE_URL: database.url });

    expect([code, stderr]).toEqual([2, 'No enabled client of that id authenticates this way.\n']);
  });
});

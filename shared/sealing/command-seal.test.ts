import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { systemClock } from '../ports/index.ts';
import { createTestDatabase } from '../testing/index.ts';
import { createCommandOpener, createCommandSealer, createVault, ensureCommandKey } from './index.ts';

const vault = createVault([Buffer.alloc(32, 7)]);
const start = async () => {
  const database = await createTestDatabase(inject('postgres'));
  return { database, ensureKey: () => ensureCommandKey({ database, vault, clock: systemClock }) };
};
const secret = { code: '730461', to: '+79261234567' };

describe('commands sealed to notify', () => {
  it('open with the private key, and say nothing to anybody else', async () => {
    const { database, ensureKey } = await start();
    await using _ = database;
    await ensureKey();
    const commandId = randomUUIDv7();
    const sealed = await createCommandSealer()(database, commandId, secret);
    expect(Buffer.from(sealed.split('.').join(''), 'base64url').toString('latin1')).not.toContain('730461');
    expect(await createCommandOpener({ vault })(database, commandId, sealed)).toEqual(secret);
    const other = createCommandOpener({ vault: createVault([Buffer.alloc(32, 8)]) });
    await expect(other(database, commandId, sealed)).rejects.toThrow('unknown form or key');
  });

  it('open beside no other command, and not when one character was altered', async () => {
    const { database, ensureKey } = await start();
    await using _ = database;
    await ensureKey();
    const [commandId, otherId] = [randomUUIDv7(), randomUUIDv7()];
    const sealed = await createCommandSealer()(database, commandId, secret);
    const open = createCommandOpener({ vault });
    await expect(open(database, otherId, sealed)).rejects.toThrow('not sealed for this command');
    const [header = '', ...rest] = sealed.split('.');
    const moved = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...moved, cid: otherId })).toString('base64url');
    await expect(open(database, otherId, [forged, ...rest].join('.'))).rejects.toThrow('does not open here');
    await expect(open(database, commandId, 'no.jwe')).rejects.toThrow('malformed');
  });

  it('wait for notify to have a key, and get one key however many processes start at once', async () => {
    const { database, ensureKey } = await start();
    await using _ = database;
    await expect(createCommandSealer()(database, randomUUIDv7(), secret)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await Promise.all(Array.from({ length: 16 }, ensureKey));
    expect(await database.query({ text: 'select kid from notify.command_keys' })).toHaveLength(1);
  });
});

import { createTestClock } from '@atlas/shared/ports';
import { createLogger } from '@atlas/shared/process';
import { createVault } from '@atlas/shared/sealing';
import { createTestDatabase } from '@atlas/shared/testing';
import { acr } from '@atlas/shared/wire';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { createEdgeTokens } from '../tokens/index.ts';
import { createKeyRing, rotateKeys } from './index.ts';

const id = '0198a000-0000-7000-8000-000000000001';

/** Processes of one Atlas: each with a ring of its own over the same database. */
const start = async () => {
  const database = await createTestDatabase(inject('postgres'));
  const clock = createTestClock();
  const vault = createVault([Buffer.alloc(32, 7)]);
  const logger = createLogger({ process: 'test', level: 'silent' });
  const rings: { stop(): void }[] = [];
  let reads = 0;
  const counting = {
    ...database,
    query: (statement: Parameters<typeof database.query>[0]) => {
      reads += 1;
      return database.query(statement);
    },
  } as typeof database;
  return {
    clock,
    reads: () => reads,
    rotate: () => rotateKeys({ database, vault, clock }),
    startProcess: async () => {
      const keyRing = await createKeyRing({ database: counting, vault, clock, logger });
      rings.push(keyRing);
      const edgeTokens = createEdgeTokens({ keyRing, issuer: 'https://id.example', clock });
      const issue = () =>
        edgeTokens.issue({
          accountId: id,
          sessionId: id,
          amr: [],
          acr: acr.messenger,
          authTime: clock(),
          jkt: null,
        });
      return { keyRing, issue, verify: edgeTokens.verify };
    },
    [Symbol.asyncDispose]: async () => {
      for (const ring of rings) ring.stop();
      await database[Symbol.asyncDispose]();
    },
  };
};

describe('key rotation', () => {
  it('breaks no token, however often the key was rotated and whichever process heard of it', async () => {
    await using t = await start();
    const old = await t.startProcess();
    const before = old.issue();
    await t.rotate();
    await t.rotate();
    const young = await t.startProcess();
    const after = young.issue();

    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    for (const process of [old, young])
      for (const token of [before, after])
        expect(await process.verify(token)).toMatchObject({ accountId: id });
  });

  it('asks for an unknown key every 5 s at the most', async () => {
    await using t = await start();
    const { keyRing } = await t.startProcess();
    const before = t.reads();

    for (let n = 0; n < 16; n += 1) expect(await keyRing.find(`made-up-${n}`)).toBeNull();
    expect(t.reads() - before).toBe(1);
    t.clock.advanceSeconds(5);
    await keyRing.find('made-up');
    expect(t.reads() - before).toBe(2);
  });

  it('publishes a retired key until the last token it signed has ended', async () => {
    await using t = await start();
    const process = await t.startProcess();
    const kid = process.keyRing.active().kid;
    await t.rotate();
    t.clock.advanceSeconds(901);
    await t.rotate();
    await process.keyRing.reload();
    expect(await process.keyRing.find(kid)).not.toBeNull();

    t.clock.advanceSeconds(3601);
    await t.rotate();
    await process.keyRing.reload();
    expect(await process.keyRing.find(kid)).toBeNull();
  });
});

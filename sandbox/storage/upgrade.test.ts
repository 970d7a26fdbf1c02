import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { schemas } from './schema.ts';
import { openStorage } from './storage.ts';

const inFolder = async (work: (path: string) => void) => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  try {
    work(join(folder, 'sandbox.sqlite'));
  } finally {
    await rm(folder, { recursive: true });
  }
};
const versionOf = (path: string) => {
  const database = new DatabaseSync(path);
  const row = database.prepare('pragma user_version').get();
  database.close();
  return row?.user_version;
};

describe('the file of the sandbox', () => {
  it('of an older Atlas keeps what it holds and gets what it lacks', () =>
    inFolder((path) => {
      const old = new DatabaseSync(path);
      old.exec(`${schemas[0]}; pragma user_version = 1`);
      old.prepare(`insert into setting (name, value) values ('kept', '"yes"')`).run();
      old.close();
      const storage = openStorage(path);
      expect(storage.setting('kept')).toBe('yes');
      expect(storage.all('select * from sms')).toEqual([]);
      storage.close();
      expect(versionOf(path)).toBe(schemas.length);
    }));

  it('of a newer Atlas is left alone', () =>
    inFolder((path) => {
      openStorage(path).close();
      const newer = new DatabaseSync(path);
      newer.exec('pragma user_version = 999');
      newer.close();
      expect(() => openStorage(path)).toThrow('newer Atlas');
      expect(versionOf(path)).toBe(999);
    }));
});

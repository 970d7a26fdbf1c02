import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

/** Why `.atlas/` can't be used, in one sentence that says what to do. */
export class StateFolderError extends Error {
  override name = 'StateFolderError';
}

export type StateFolder = {
  path(name: string): string;
  masterKey: string;
  /** Lets the next start in. */
  release(): Promise<void>;
};

const isAtlas = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // A pid may have been given to somebody else since; where /proc is missing, believe the lock.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command === undefined ? process.platform !== 'linux' : command.includes('all-in-one');
};

const takeLock = async (file: string): Promise<void> => {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(`${process.pid}\n`);
      return await handle.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number((await readFile(file, 'utf8').catch(() => '')).trim());
      if (pid && pid !== process.pid && (await isAtlas(pid))) {
        throw new StateFolderError(
          `Atlas is already running here (pid ${pid}). Stop it first, or start in another folder.`,
        );
      }
      await rm(file, { force: true }); // left by a kill -9
    }
  }
  throw new StateFolderError(`Could not lock ${file}. Delete it if no other Atlas runs here.`);
};

const loadMasterKey = async (file: string, isFirstStart: boolean): Promise<string> => {
  const stored = await readFile(file, 'utf8').catch(() => undefined);
  if (stored !== undefined) {
    const key = stored.trim();
    if (Buffer.from(key, 'base64').length === 32) return key;
    throw new StateFolderError(
      `${file} is damaged: it must hold 32 bytes in base64. Restore it, or move the folder away to begin anew.`,
    );
  }
  if (!isFirstStart) {
    throw new StateFolderError(
      `${file} is missing, and what is stored was sealed with it. Restore it, or move the folder away to begin anew.`,
    );
  }
  const key = randomBytes(32).toString('base64');
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
};

/**
 * Opens the folder that holds everything the all-in-one keeps, and locks it for this process.
 * @throws StateFolderError
 */
export const openStateFolder = async (folder: string): Promise<StateFolder> => {
  try {
    // Others may pass through: as root, PostgreSQL runs as a user of its own. What is secret is closed by itself.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const isFirstStart = !(await stat(join(folder, 'postgres')).catch(() => undefined));
    await takeLock(join(folder, 'lock'));
    const masterKey = await loadMasterKey(join(folder, 'master.key'), isFirstStart).catch(async (error) => {
      await rm(join(folder, 'lock'), { force: true });
      throw error;
    });
    return {
      path: (name) => join(folder, name),
      masterKey,
      release: () => rm(join(folder, 'lock'), { force: true }),
    };
  } catch (error) {
    if (error instanceof StateFolderError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new StateFolderError(
        `${folder} is a file, but Atlas keeps its data in a folder of that name. Move it away.`,
      );
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new StateFolderError(
        `${folder} can't be written by this user. Change its owner, or start in a folder of yours.`,
      );
    }
    throw new StateFolderError(`${folder} can't be used: ${(error as Error).message}`);
  }
};

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ServiceError } from './server-process.ts';

/** Every jar of the broker with its checksum: what is missing, half written or another's is fetched again. */
const readExpected = async (): Promise<{ name: string; sha256: string }[]> => {
  const text = await readFile(join(import.meta.dirname, 'jars.sha256'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [sha256 = '', name = ''] = line.split(/\s+/);
      return { sha256, name };
    });
};

/** Names of jars that are not in `folder` as they should be. */
const findIncomplete = async (folder: string): Promise<string[]> => {
  const checks = (await readExpected()).map(async ({ name, sha256 }) => {
    const content = await readFile(join(folder, name)).catch(() => null);
    return content && createHash('sha256').update(content).digest('hex') === sha256 ? [] : [name];
  });
  return (await Promise.all(checks)).flat();
};

/** Whether a start would download nothing. */
export const hasKafkaJars = async (folder: string): Promise<boolean> =>
  (await findIncomplete(folder)).length === 0;

const download = async (into: string, say: (line: string) => void): Promise<void> => {
  const pom = join(import.meta.dirname, 'pom.xml');
  const args = [
    '--batch-mode',
    `--file=${pom}`,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${into}`,
  ];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = new Promise<number | string | null>((resolve) => {
    maven.once('error', ({ message }) => resolve(message));
    maven.once('close', resolve);
  });
  let files = 0;
  let fault = '';
  for await (const line of createInterface({ input: maven.stdout })) {
    if (line.includes('Downloaded from')) {
      files += 1;
      if (files % 25 === 0) say(`Kafka: ${files} files downloaded …`);
    } else if (line.includes('[ERROR]')) fault ||= line.replace(/^.*?\[ERROR\]\s*/, '');
  }
  const code = await exited;
  if (code !== 0)
    throw new ServiceError(`Maven could not fetch Apache Kafka: ${fault || `it ended with ${code}`}`);
};

/**
 * Makes sure that `folder` holds Apache Kafka as its jars, by Maven where they are missing (some 45 MB, once).
 *
 * @throws ServiceError
 */
export const prepareKafkaJars = async (folder: string, say: (line: string) => void): Promise<void> => {
  if (await hasKafkaJars(folder)) return;
  say('Kafka: fetching Apache Kafka by Maven (some 45 MB, once) …');
  // Beside it and renamed: whoever starts at the same time sees all of it or nothing.
  const making = `${folder}.${process.pid}`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await download(making, say);
    const wrong = await findIncomplete(making);
    if (wrong.length > 0) {
      throw new ServiceError(`Maven fetched other jars of Kafka than expected: ${wrong.join(', ')}.`);
    }
    if (!(await hasKafkaJars(folder))) {
      await rm(folder, { recursive: true, force: true });
      await rename(making, folder);
    }
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startKafka } from './kafka.ts';
import { prepareKafkaJars } from './kafka-jars.ts';

const run = promisify(execFile);

/** Java only takes an archive of its own build. */
const javaBuild = async (): Promise<string> => (await run('java', ['-version'])).stderr.trim();

/** Starts a broker once, and lets Java keep the classes that it loaded, parsed and checked. */
const train = async (jars: string, into: string): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'atlas-kafka-classes-'));
  try {
    const kafka = await startKafka({ directory, jars, javaOptions: [`-XX:ArchiveClassesAtExit=${into}`] });
    await kafka.stop();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/**
 * Makes sure that `folder` holds all that a broker starts from: its jars, and Java's archive of their classes, which
 * brings a start from 5 s of a core down to 1.7 s (measured; Java 17).
 *
 * @returns the folder, for `startKafka`.
 * @throws ServiceError
 */
export const prepareKafka = async (folder: string, say: (line: string) => void): Promise<string> => {
  await prepareKafkaJars(folder, say);
  const stamp = join(folder, 'classes.build');
  const build = await javaBuild();
  if ((await readFile(stamp, 'utf8').catch(() => '')) === build) return folder;
  say('Kafka: preparing its classes, so that it starts faster (once) …');
  await rm(join(folder, 'classes.jsa'), { force: true });
  const making = join(folder, `classes.${process.pid}.jsa`);
  await train(folder, making);
  // Without an archive Kafka starts as well, only later: a Java that makes none is not asked again.
  await rename(making, join(folder, 'classes.jsa')).catch(() => rm(making, { force: true }));
  await writeFile(stamp, build);
  return folder;
};

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hasKafkaJars } from './kafka-jars.ts';

const run = promisify(execFile);

/** What a program prints about its version; null where there is none. */
const versionOf = (program: string, flag: string): Promise<string | null> =>
  run(program, [flag]).then(
    ({ stdout, stderr }) => stdout + stderr,
    () => null,
  );

const install = (debian: string, macos: string): string =>
  `Debian, Ubuntu: apt-get install ${debian}; macOS: brew install ${macos}`;

/** @returns a sentence for each program that the services, or the tests on them, need and that is not there. */
export const findMissingTools = async (
  jars: string,
  { forTests = false }: { forTests?: boolean } = {},
): Promise<string[]> => {
  const [java, maven, redis, kcat, isCached] = await Promise.all([
    versionOf('java', '-version'),
    versionOf('mvn', '-version'),
    versionOf('redis-server', '--version'),
    versionOf('kcat', '-V'),
    hasKafkaJars(jars),
  ]);
  const javaMajor = Number(/version "(\d+)/.exec(java ?? '')?.[1] ?? 0);
  return [
    ...(javaMajor >= 17
      ? []
      : [
          `Kafka needs Java 17 or later, ${java ? `and this is ${javaMajor || 'older'}` : 'which is missing'} (${install('default-jre-headless', 'openjdk')}).`,
        ]),
    ...(maven || isCached
      ? []
      : [`Kafka's jars are fetched by Maven, which is missing (${install('maven', 'maven')}).`]),
    ...(kcat || !forTests
      ? []
      : [`kcat, which reads Kafka for the tests, is missing (${install('kcat', 'kcat')}).`]),
    ...(redis ? [] : [`Redis is missing (${install('redis-server', 'redis')}).`]),
  ];
};

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AllInOneVariables } from '../../all-in-one/config.ts';
import { ApiEnvironment } from '../../api/config.ts';
import { problems } from '../../api/http/index.ts';
import { BotsEnvironment } from '../../bots/config.ts';
import { NotifyEnvironment } from '../../notify/config.ts';
import { configurationTable } from './configuration.ts';
import { eventSections } from './events.ts';
import { code, replaceGenerated, table } from './markdown.ts';

const root = join(import.meta.dirname, '../..');

const errorCodes = (): string =>
  table(
    ['`code`', 'Status', 'Meaning'],
    Object.entries(problems).map(([name, { status, title }]) => [code(name), String(status), title]),
  );

const environments = (): string =>
  [
    { title: 'npm start', note: 'Beside the keys of the api:', environment: AllInOneVariables },
    { title: 'npm run api', environment: ApiEnvironment },
    { title: 'npm run bots', environment: BotsEnvironment },
    { title: 'npm run notify', environment: NotifyEnvironment },
  ]
    .map(configurationTable)
    .join('\n\n');

const parts = [
  { path: 'docs/api.md', name: 'error codes', content: errorCodes },
  { path: 'docs/configuration.md', name: 'environment', content: environments },
  { path: 'docs/events.md', name: 'events', content: eventSections },
];

/** Every page with a generated part: as it is, and as the code says it should be. */
export const generatedPages = (): Promise<
  { path: string; file: string; current: string; wanted: string }[]
> =>
  Promise.all(
    parts.map(async ({ path, name, content }) => {
      const file = join(root, path);
      const current = await readFile(file, 'utf8');
      return { path, file, current, wanted: replaceGenerated(current, name, content()) };
    }),
  );

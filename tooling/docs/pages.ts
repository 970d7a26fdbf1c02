import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AllInOneVariables } from '../../all-in-one/config.ts';
import { AnalyticsEnvironment } from '../../analytics/config.ts';
import { ApiEnvironment } from '../../api/config.ts';
import { problems } from '../../api/http/index.ts';
import { audiences, type ScopeDemand } from '../../api/oauth/index.ts';
import { BotsEnvironment } from '../../bots/config.ts';
import { GamificationEnvironment } from '../../gamification/config.ts';
import { NotifyEnvironment } from '../../notify/config.ts';
import { RelayEnvironment } from '../../relay/config.ts';
import { createAsyncApiDocument } from '../../shared/events/index.ts';
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
    { title: 'npm run analytics', environment: AnalyticsEnvironment },
    { title: 'npm run gamification', environment: GamificationEnvironment },
    { title: 'npm run relay', environment: RelayEnvironment },
  ]
    .map(configurationTable)
    .join('\n\n');

const demandWords = ({ shopLink, amr, acr, maxAgeSeconds }: ScopeDemand): string =>
  [
    shopLink ? 'the old shop is linked' : '',
    amr ? `${code(amr)} in this session` : '',
    acr ? code(acr) : '',
    maxAgeSeconds === undefined ? '' : `${maxAgeSeconds} s ago at the most`,
  ]
    .filter(Boolean)
    .join(', ') || 'to be signed in';

const audienceTable = (): string =>
  table(
    ['Audience', 'Scope', 'Demands'],
    Object.entries(audiences).flatMap(([audience, scopes]) =>
      Object.entries(scopes).map(([scope, demand]) => [code(audience), code(scope), demandWords(demand)]),
    ),
  );

const orderService = async (): Promise<string> =>
  `\`\`\`ts\n${(await readFile(join(root, 'e2e/examples/order-service.ts'), 'utf8')).trim()}\n\`\`\``;

const pages: Readonly<Record<string, Readonly<Record<string, () => string | Promise<string>>>>> = {
  'docs/api.md': { 'error codes': errorCodes },
  'docs/configuration.md': { environment: environments },
  'docs/events.md': { events: eventSections },
  'docs/token-api.md': { audiences: audienceTable, 'order service': orderService },
};

const asyncApi = (): string => `${JSON.stringify(createAsyncApiDocument(), null, 2)}\n`;

/** Files that are generated as a whole. */
const files: Readonly<Record<string, () => string>> = { 'docs/asyncapi.json': asyncApi };

/** Every page with generated parts: as it is, and as the code says it should be. */
export const generatedPages = (): Promise<
  { path: string; file: string; current: string; wanted: string }[]
> =>
  Promise.all([
    ...Object.entries(files).map(async ([path, content]) => {
      const file = join(root, path);
      return { path, file, current: await readFile(file, 'utf8').catch(() => ''), wanted: content() };
    }),
    ...Object.entries(pages).map(async ([path, parts]) => {
      const file = join(root, path);
      const current = await readFile(file, 'utf8');
      let wanted = current;
      for (const [name, content] of Object.entries(parts))
        wanted = replaceGenerated(wanted, name, await content());
      return { path, file, current, wanted };
    }),
  ]);

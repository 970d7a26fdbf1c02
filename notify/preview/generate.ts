import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { renderPreview } from './render-preview.ts';

const folder = join(process.cwd(), '.atlas');
const file = join(folder, 'templates.html');
await mkdir(folder, { recursive: true });
await writeFile(file, renderPreview());
process.stdout.write(`${pathToFileURL(file).href}\n`);

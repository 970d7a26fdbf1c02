import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { generatedPages } from './pages.ts';

for (const { path, file, current, wanted } of await generatedPages()) {
  if (current === wanted) continue;
  await writeFile(file, wanted);
  process.stdout.write(`${path} written\n`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { readOptions, runCommand } from '../../shared/command-line/index.ts';
import { type Change, compareContracts, lineOf, type Severity } from './compare-contracts.ts';
import { currentContracts, releasedContracts, releasedFolder } from './contract.ts';

const help = `npm run events:release -- [--consumers-first]

Writes down the schemas of all events as released, in shared/events/released. From then on a change that breaks them fails
the tests. Refuses to release a breaking change: that is a new type.

  --consumers-first   release new values of enumerations too: all consumers that run know them already

Exit code 0: released, or nothing new; 1: refused; 2: could not.
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

await runCommand(help, async () => {
  const options = readOptions({ 'consumers-first': { type: 'boolean', default: false } });
  const current = currentContracts();
  const changes = compareContracts(await releasedContracts(), current);
  const of = (severity: Severity): Change[] => changes.filter((change) => change.severity === severity);
  const refused = [...of('breaking'), ...(options['consumers-first'] ? [] : of('consumers-first'))];
  if (refused.length > 0) {
    say('Not released:');
    for (const change of refused) say(`  ${lineOf(change)}`);
    return 1;
  }
  for (const contract of current)
    await writeFile(join(releasedFolder, `${contract.type}.json`), `${JSON.stringify(contract, null, 2)}\n`);
  say(
    changes.length === 0
      ? 'Nothing new.'
      : ['Released:', ...changes.map((each) => `  ${lineOf(each)}`)].join('\n'),
  );
  return 0;
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FaultRecord, readFaults } from './records.ts';
import { scenarios } from './scenarios.ts';

const row = ({ name, amount, saw, recoverySeconds, reckoning }: FaultRecord): string => {
  const { fault, scenario } = scenarios[name];
  const { expected, lost, doubled, doubledUnknown, unknown, expired } = reckoning;
  const outcome = [expected, lost.length, doubled.length, doubledUnknown, unknown, expired].join(' | ');
  return `| ${fault} | ${scenario}, ${amount} | ${saw} | ${recoverySeconds.toFixed(0)} s | ${outcome} |`;
};

/** Writes docs/faults.md from what the last run of the bad days recorded. */
export const writeFaults = async (): Promise<void> => {
  const records = new Map((await readFaults()).map((record) => [record.name, record]));
  const played = Object.keys(scenarios).flatMap((name) => {
    const record = records.get(name as FaultRecord['name']);
    return record ? [row(record)] : [];
  });
  const page = `# Faults

Written by \`npm run bad-days\`: real processes on PostgreSQL, Redis and Apache Kafka, people who sign in, ask for codes and order, and a fault among
them. What the API and the orders acknowledged is held against what is in the chats and phones of the sandbox.

Recovery is the time from the end of the fault until everything acknowledged had arrived. *Doubled* counts codes and messages about money, and others
that came twice without cause; *twice, unknown* others that were sent again after an outcome that nobody could know; *unknown* codes and messages about money
that were, for the same reason, not sent again; *too late* codes that could not be sent in the two minutes they are good for, so that the person asks for another. The kills of one run happen together, so their rows share its numbers.

| Fault | Scenario | What the person saw | Recovery | Messages | Lost | Doubled | Twice, unknown | Unknown | Too late |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${played.join('\n')}
`;
  await writeFile(join(import.meta.dirname, '../../docs/faults.md'), page);
};

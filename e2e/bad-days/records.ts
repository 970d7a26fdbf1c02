import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reckoning } from './reckoning.ts';
import type { ScenarioName } from './scenarios.ts';

const directory = join(import.meta.dirname, '../../.atlas/faults');

/** What came of one bad day. */
export type FaultRecord = {
  name: ScenarioName;
  /** How often or how long: "30 times", "for 120 s". */
  amount: string;
  /** What the person saw meanwhile. */
  saw: string;
  /** From the end of the fault until everything acknowledged had arrived. */
  recoverySeconds: number;
  reckoning: Pick<Reckoning, 'expected' | 'lost' | 'doubled' | 'doubledUnknown' | 'unknown' | 'expired'>;
};

/** Keeps it for docs/faults.md. */
export const recordFault = async (record: FaultRecord): Promise<void> => {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${record.name}.json`), `${JSON.stringify(record, null, 2)}\n`);
};

export const readFaults = async (): Promise<FaultRecord[]> => {
  const files = await readdir(directory).catch(() => []);
  return Promise.all(
    files
      .filter((file) => file.endsWith('.json'))
      .map(async (file) => JSON.parse(await readFile(join(directory, file), 'utf8')) as FaultRecord),
  );
};

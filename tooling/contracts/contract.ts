import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogue, dataSchemaOf, type EventDefinition, type EventType } from '../../shared/events/index.ts';

/** What readers and the event log rely on about one type of event. */
export type Contract = {
  type: string;
  kind: string;
  topic: string;
  /** Fields that are sealed in the log, in order of the alphabet. */
  personal: readonly string[];
  data: Schema;
};

/** JSON Schema, as far as events use it. */
export type Schema = {
  type?: string | readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  items?: Schema;
  [constraint: string]: unknown;
};

export const releasedFolder = join(import.meta.dirname, '../../shared/events/released');

const contractOf = (type: EventType): Contract => {
  const { kind, topic, personal }: EventDefinition = catalogue[type];
  return { type, kind, topic, personal: personal.toSorted(), data: dataSchemaOf(type) };
};

/** The contracts as the code has them. */
export const currentContracts = (): Contract[] => (Object.keys(catalogue) as EventType[]).map(contractOf);

/** The contracts as they were last released. */
export const releasedContracts = async (): Promise<Contract[]> => {
  const names = (await readdir(releasedFolder)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(releasedFolder, name), 'utf8')) as Contract),
  );
};

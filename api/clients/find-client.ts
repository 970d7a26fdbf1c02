import { createLookUp, type LookUp } from '@atlas/shared/look-up';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Client } from './client.ts';
import { selectClients } from './queries.ts';

/** The client of an id, as it is now; undefined when there is none or it was disabled. */
export type FindClient = LookUp<Client>;

export const createFindClient = ({ database, clock }: { database: Database; clock: Clock }): FindClient =>
  createLookUp((clientIds) => selectClients(database, clientIds, clock()));

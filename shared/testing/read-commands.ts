import type { EventData } from '../events/index.ts';
import type { Database } from '../ports/index.ts';
import { createCommandOpener, type Vault } from '../sealing/index.ts';

type Command<T extends keyof EventData> = { type: T; subject: string; data: EventData[T]; secret: unknown };
export type OpenedCommand = {
  [T in Extract<keyof EventData, `notify.${string}`>]: Command<T>;
}[Extract<keyof EventData, `notify.${string}`>];

/** What the log commands notify to do, oldest first, opened as notify opens it. `secret` is null where nothing is sealed. */
export const createReadCommands = ({ database, vault }: { database: Database; vault: Vault }) => {
  const open = createCommandOpener({ vault });
  const secretOf = async ({ data }: OpenedCommand): Promise<unknown> => {
    if (!('sealed' in data)) return null;
    return open(database, 'challengeId' in data ? data.challengeId : data.messageRef, data.sealed);
  };
  return async (): Promise<OpenedCommand[]> => {
    const rows = await database.query<OpenedCommand>({
      text: `select type, subject, data from event_log where topic = 'atlas.commands.notify' order by transaction_id, position`,
    });
    return Promise.all(rows.map(async (row) => ({ ...row, secret: await secretOf(row) })));
  };
};

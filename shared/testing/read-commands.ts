import type { EventData } from '../events/index.ts';
import type { Database } from '../ports/index.ts';
import { createCommandOpener, openAccountKey, openPersonal, type Vault } from '../sealing/index.ts';

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
    const rows = await database.query<OpenedCommand & { id: string; sealedKey: string }>({
      text: `select e.id, e.type, e.subject, e.data, k.sealed_key as "sealedKey"
             from event_log e join account_keys k on k.account_id = e.subject
             where e.topic = 'atlas.commands.notify' order by e.transaction_id, e.position`,
    });
    return Promise.all(
      rows.map(async ({ id, type, subject, data: stored, sealedKey }) => {
        const data = openPersonal(type, id, stored, openAccountKey(vault, subject, sealedKey));
        const command = { type, subject, data } as OpenedCommand;
        return { ...command, secret: await secretOf(command) };
      }),
    );
  };
};

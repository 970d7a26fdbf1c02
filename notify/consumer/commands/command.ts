import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { type OpenCommand, VaultError } from '@atlas/shared/sealing';
import { z } from 'zod';
import type { CreateDelivery } from '../new-delivery.ts';
import type { NewDelivery } from '../queries.ts';

export type CommandDeps = {
  openCommand: OpenCommand;
  createDelivery: CreateDelivery;
  laneOf: (channel: string) => string | undefined;
  logger: Logger;
};

/** What one kind of command asks to be sent. */
export type Obey<T extends AtlasEvent['type']> = (
  tx: Sql,
  event: AtlasEvent<T>,
  now: Date,
) => Promise<NewDelivery[]>;

/** What is sealed in a command; undefined, and said so, when it does not open: no retry can mend it. */
export const createOpenSecret =
  ({ openCommand, logger }: Pick<CommandDeps, 'openCommand' | 'logger'>) =>
  async <T>(
    tx: Sql,
    schema: z.ZodType<T>,
    { id, ref, sealed }: { id: string; ref: string; sealed: string },
  ): Promise<T | undefined> => {
    try {
      return schema.parse(await openCommand(tx, ref, sealed));
    } catch (error) {
      if (!(error instanceof VaultError || error instanceof z.ZodError)) throw error;
      logger.error({ eventId: id, reason: error.name }, 'command does not open');
      return undefined;
    }
  };

/** At least one: nobody is told that there are none left. */
export const minutesUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));

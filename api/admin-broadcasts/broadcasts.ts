import { randomUUIDv7 } from 'node:crypto';
import { AtlasError } from '@atlas/shared/errors';
import type { Clock, Database, Sql } from '@atlas/shared/ports';
import {
  type Broadcast,
  type BroadcastAction,
  type BroadcastDetails,
  type CreateBroadcastBody,
  previewBroadcast,
} from '@atlas/shared/wire';
import { recordAudit } from '../audit/index.ts';
import {
  type BroadcastRow,
  createBroadcastRow,
  selectBroadcast,
  selectProgress,
  steerBroadcastRow,
} from './queries.ts';

type Deps = { database: Database; clock: Clock };

/** Who asks: a client's id, or `operator` for the command line. */
export type Asked = { actor: string; traceparent: string };

const pastTense = { start: 'started', pause: 'paused', resume: 'resumed', stop: 'stopped' } as const;

export const toBroadcast = ({
  createdAt,
  startedAt,
  expiresAt,
  endedAt,
  ...row
}: BroadcastRow): Broadcast => ({
  ...row,
  preview: previewBroadcast(row.texts),
  createdAt: createdAt.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
  endedAt: endedAt?.toISOString() ?? null,
});

/** One announcement and how far it is. @throws AtlasError `broadcast_not_found` */
export const getBroadcast = async (sql: Sql, id: string): Promise<BroadcastDetails> => {
  const row = await selectBroadcast(sql, id);
  if (!row) throw new AtlasError('broadcast_not_found');
  return { ...toBroadcast(row), progress: await selectProgress(sql, id) };
};

export type CreateBroadcast = (tx: Sql, body: CreateBroadcastBody, asked: Asked) => Promise<BroadcastDetails>;

/** Writes a draft, on record; nobody is told before it is started. Inside the caller's transaction. */
export const createCreateBroadcast =
  ({ clock }: Pick<Deps, 'clock'>): CreateBroadcast =>
  async (tx, body, { actor, traceparent }) => {
    const [id, at] = [randomUUIDv7(), clock()];
    await createBroadcastRow(tx, { id, body, actor, traceparent, at });
    const { quietHours, ttlSeconds } = body;
    const data = { quietHours, ttlSeconds };
    await recordAudit(tx, { action: 'broadcast.created', actor, subject: id, at, data });
    return getBroadcast(tx, id);
  };

export type SteerBroadcast = (id: string, action: BroadcastAction, asked: Asked) => Promise<BroadcastDetails>;

/**
 * Starts, pauses, resumes or stops an announcement, on record. What is in the middle of a call is finished.
 * @throws AtlasError `broadcast_not_found`; `broadcast_conflict` where it is in no state for that
 */
export const createSteerBroadcast =
  ({ database, clock }: Deps): SteerBroadcast =>
  (id, action, { actor }) =>
    database.transaction(async (tx) => {
      const at = clock();
      const result = await steerBroadcastRow(tx, id, action, at);
      if (result === 'not_found') throw new AtlasError('broadcast_not_found');
      if (result === 'conflict') throw new AtlasError('broadcast_conflict');
      await recordAudit(tx, { action: `broadcast.${pastTense[action]}`, actor, subject: id, at });
      return getBroadcast(tx, id);
    });

import type { Sql } from '@atlas/shared/ports';

/** A message that its address can't be reached by, with what is sealed in it before that is forgotten. */
export type Stuck = { id: string; sealed: string | null };

/**
 * Sends stuck messages by the next way to reach their people, in the caller's transaction. Those that may not go on, or
 * have nowhere to go, stay as they are. @returns the ids of those that went on.
 */
export type GoOn = (tx: Sql, stuck: readonly Stuck[], now: Date) => Promise<ReadonlySet<string>>;

import type { Sql } from '@atlas/shared/ports';
import { recentSince } from './policy.ts';
import { isMergedSince } from './queries.ts';

/**
 * Whether either side of a merge into one of these accounts may still object to it. Until then no messenger goes, and
 * the account is not erased: whoever was tricked into the merge would have nothing left to undo it by, or for.
 */
export const isJustMerged = (sql: Sql, accountIds: readonly string[], now: Date): Promise<boolean> =>
  isMergedSince(sql, accountIds, recentSince(now));

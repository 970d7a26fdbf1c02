/** How long a merge can be undone, and how long by what each side's own account asked for before. [docs/adr/0025] */
export const mergePolicy = { undoDays: 30, objectionDays: 3 } as const;

const dayMs = 86_400_000;

export const undoUntilOf = (mergedAt: Date): Date =>
  new Date(mergedAt.getTime() + mergePolicy.undoDays * dayMs);

/** Merges after this are recent: what undoes them must stay. */
export const recentSince = (now: Date): Date => new Date(now.getTime() - mergePolicy.objectionDays * dayMs);

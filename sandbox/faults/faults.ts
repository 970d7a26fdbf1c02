import type { Clock } from '@atlas/shared/ports';
import type { Fault } from '../wire.ts';

type Active = Fault & { untilMs: number | null; left: number | null };

/** What a server in the sandbox asks before it does its work. */
export type Faults = {
  add(fault: Fault): Fault;
  list(): Fault[];
  clear(): void;
  /**
   * The oldest active fault of this target among `kinds`, counted as one hit; undefined when there is none.
   * `secondsLeft` is null for one that has no end.
   */
  take(
    target: Fault['target'],
    kinds: readonly Fault['kind'][],
  ): { kind: Fault['kind']; secondsLeft: number | null } | undefined;
};

/** The fault panel. Each fault lasts for its count of hits, its time by the clock, or until it is removed. */
export const createFaults = ({ clock }: { clock: Clock }): Faults => {
  let active: Active[] = [];
  const dropOver = () => {
    const now = clock().getTime();
    active = active.filter(({ untilMs, left }) => (untilMs === null || untilMs > now) && left !== 0);
    return now;
  };
  return {
    add: (fault) => {
      const untilMs = fault.forSeconds === undefined ? null : clock().getTime() + fault.forSeconds * 1000;
      active.push({ ...fault, untilMs, left: fault.count ?? null });
      return fault;
    },
    list: () => {
      const now = dropOver();
      return active.map(({ target, kind, untilMs, left }) => ({
        target,
        kind,
        ...(left === null ? {} : { count: left }),
        ...(untilMs === null ? {} : { forSeconds: (untilMs - now) / 1000 }),
      }));
    },
    clear: () => {
      active = [];
    },
    take: (target, kinds) => {
      const now = dropOver();
      const hit = active.find((fault) => fault.target === target && kinds.includes(fault.kind));
      if (!hit) return undefined;
      if (hit.left !== null) hit.left -= 1;
      return { kind: hit.kind, secondsLeft: hit.untilMs === null ? null : (hit.untilMs - now) / 1000 };
    },
  };
};

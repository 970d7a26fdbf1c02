import type { KeyObject } from 'node:crypto';
import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { maxUnsignedRows } from './chainer.ts';
import { comparePlaces, genesis, hashEntry, type Place, type SourceRow } from './entry.ts';
import { isSignedHead, openHeadKeys } from './heads.ts';
import {
  type ChainRow,
  type Head,
  isChained,
  readChained,
  selectChain,
  selectHeads,
  selectTail,
  selectUnchained,
} from './queries.ts';

/** What is wrong with an entry, in one word. */
export type FaultKind =
  /** The row is not what was chained, or its hash was changed. */
  | 'altered'
  /** The row that was chained is gone. */
  | 'removed'
  /** A row that was never chained lies among those that were. */
  | 'inserted'
  /** Two entries changed places. */
  | 'reordered'
  /** The chain itself lacks this entry. */
  | 'entry_missing'
  /** Heads were signed for later entries, and those are gone. */
  | 'cut'
  /** A signed head names another hash. */
  | 'head_differs'
  /** A head whose signature is not by a key of ours. */
  | 'head_forged'
  /** More rows than one head may cover have none. */
  | 'head_missing'
  /** Rows that should have been chained long ago. */
  | 'late';

export type Fault = {
  kind: FaultKind;
  seq: number;
  row?: Pick<SourceRow, 'id' | 'type' | 'subject'> & Place;
};

export type Verdict = {
  isWhole: boolean;
  /** The first bad row, going along the chain. */
  fault: Fault | null;
  entries: number;
  heads: number;
  /** Of them, those kept outside the database. */
  headsOutside: number;
  lastHeadAt: Date | null;
  unchained: number;
};

const pageRows = 5000;
const headPage = 1000;
/** Rows are chained within 10 s; older ones say that nobody chains, or that the chain's end was cut off. */
const lateSeconds = 10;

const describe = ({ id, type, subject, source, transactionId, position }: SourceRow): Fault['row'] => ({
  id,
  type,
  subject,
  source,
  transactionId,
  position,
});

/** Compares one entry of the chain with the row that should be there. */
const judge = (
  link: ChainRow,
  row: SourceRow | undefined,
  { expectedSeq, previous, previousPlace }: { expectedSeq: number; previous: Buffer; previousPlace?: Place },
): FaultKind | 'unexpected' | null => {
  if (link.seq !== expectedSeq) return 'entry_missing';
  if (previousPlace && comparePlaces(previousPlace, link) >= 0) return 'reordered';
  const order = row ? comparePlaces(row, link) : 1;
  if (!row || order > 0) return 'removed';
  if (order < 0) return 'unexpected';
  return hashEntry(previous, link.seq, row).equals(link.hash) ? null : 'altered';
};

const headFault = (head: Head, link: Pick<ChainRow, 'hash'>, keys: ReadonlyMap<string, KeyObject>) => {
  if (!isSignedHead(head, keys)) return 'head_forged';
  return head.hash.equals(link.hash) ? null : 'head_differs';
};

/** Heads by the entry they sign; those of the database a page at a time, those from outside as given. */
const createHeadReader = (database: Database, outside: readonly Head[], lastSeq: number) => {
  const bySeq = Map.groupBy(outside, ({ seq }) => seq);
  let page: Head[] = [];
  let isExhausted = false;
  let lastRead = 0;
  let stored = 0;

  const peek = async (): Promise<Head | undefined> => {
    if (page.length === 0 && !isExhausted) {
      page = await selectHeads(database, { after: lastRead, limit: headPage });
      isExhausted = page.length < headPage;
      lastRead = page.at(-1)?.seq ?? lastRead;
    }
    return page[0];
  };

  return {
    /** Every head for this entry. Entries must be asked for in order. */
    at: async (seq: number): Promise<Head[]> => {
      const heads = [...(bySeq.get(seq) ?? [])];
      for (let head = await peek(); head && head.seq <= seq; head = await peek()) {
        heads.push(head);
        page.shift();
        stored += 1;
      }
      return heads;
    },
    /** Whether entries after this one were signed, as of the beginning. */
    hasBeyond: (seq: number): boolean => lastSeq > seq || outside.some((head) => head.seq > seq),
    count: () => stored,
  };
};

/**
 * Goes along the whole chain beside the rows it was made of and the heads that were signed, and names the first row that
 * is not as it was. What is appended meanwhile is left for the next time.
 *
 * @param outside heads kept outside the database, which no one who can change it can change too.
 */
export const verifyChain = async (
  { database, vault, clock }: { database: Database; vault: Vault; clock: Clock },
  outside: readonly Head[] = [],
): Promise<Verdict> => {
  const keys = await openHeadKeys(database, vault);
  const { last, headSeq, headAt } = await selectTail(database);
  const heads = createHeadReader(database, outside, headSeq);
  let seq = 0;
  let previous: Buffer = genesis;
  let previousPlace: Place | undefined;
  let lastHeadSeq = 0;

  const verdict = async (fault: Fault | null): Promise<Verdict> => ({
    isWhole: fault === null,
    fault,
    entries: seq,
    heads: heads.count(),
    headsOutside: outside.length,
    lastHeadAt: headAt,
    unchained: (await selectUnchained(database, clock())).rows,
  });

  const checkHeads = async (link: ChainRow): Promise<FaultKind | null> => {
    for (const head of await heads.at(link.seq)) {
      const kind = headFault(head, link, keys);
      if (kind) return kind;
      lastHeadSeq = head.seq;
    }
    return link.seq - lastHeadSeq > maxUnsignedRows ? 'head_missing' : null;
  };

  while (last && seq < last.seq) {
    const links = await selectChain(database, { after: seq, upTo: last.seq, limit: pageRows });
    if (links.length === 0) return verdict({ kind: 'entry_missing', seq: seq + 1 });
    const rows = await readChained(database, { after: previousPlace, limit: links.length });
    for (const [index, link] of links.entries()) {
      const row = rows[index];
      const kind = judge(link, row, { expectedSeq: seq + 1, previous, previousPlace });
      if (kind === 'unexpected' && row) {
        const isElsewhere = await isChained(database, row);
        return verdict({ kind: isElsewhere ? 'reordered' : 'inserted', seq: seq + 1, row: describe(row) });
      }
      if (kind) {
        const isThere = row && comparePlaces(row, link) === 0;
        return verdict({ kind: kind as FaultKind, seq: seq + 1, ...(isThere ? { row: describe(row) } : {}) });
      }
      const fault = await checkHeads(link);
      if (fault) return verdict({ kind: fault, seq: link.seq });
      seq = link.seq;
      previous = link.hash;
      previousPlace = link;
    }
  }

  if (heads.hasBeyond(seq)) return verdict({ kind: 'cut', seq: seq + 1 });
  const { oldestSeconds } = await selectUnchained(database, clock());
  return verdict(oldestSeconds > lateSeconds ? { kind: 'late', seq: seq + 1 } : null);
};

import { appendFile, readFile } from 'node:fs/promises';
import type { Sql } from '@atlas/shared/ports';
import { z } from 'zod';
import { type Head, selectHeads } from './queries.ts';

const Line = z
  .object({
    seq: z.int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    signedAt: z.iso.datetime(),
    kid: z.string(),
    signature: z.base64url(),
  })
  .transform(
    ({ seq, hash, signedAt, kid, signature }): Head => ({
      seq,
      hash: Buffer.from(hash, 'hex'),
      signedAt: new Date(signedAt),
      kid,
      signature: Buffer.from(signature, 'base64url'),
    }),
  );

const toLine = ({ seq, hash, signedAt, kid, signature }: Head): string =>
  `${JSON.stringify({
    seq,
    hash: hash.toString('hex'),
    signedAt: signedAt.toISOString(),
    kid,
    signature: signature.toString('base64url'),
  })}\n`;

/**
 * Reads heads kept outside the database. A last line without its end is one whose writing was cut short.
 * @throws SyntaxError, ZodError naming nothing but the form, when another line is not a head.
 */
export const readHeadsFile = async (path: string): Promise<Head[]> => {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.slice(0, -1).map((line) => Line.parse(JSON.parse(line)));
};

const lastSeqIn = async (path: string): Promise<number> => {
  try {
    return (await readHeadsFile(path)).at(-1)?.seq ?? 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
};

const batch = 1000;

/** Appends the heads that the file lacks, each a line of JSON. What was written is never written again. */
export const createHeadsFile = (path: string) => {
  let lastSeq: number | undefined;
  return async (sql: Sql): Promise<void> => {
    lastSeq ??= await lastSeqIn(path);
    for (;;) {
      const heads = await selectHeads(sql, { after: lastSeq, limit: batch });
      const last = heads.at(-1);
      if (!last) return;
      await appendFile(path, heads.map(toLine).join(''), { mode: 0o600 });
      lastSeq = last.seq;
    }
  };
};

import { AtlasError } from '@atlas/shared/errors';
import type { z } from 'zod';

/** An opaque place in a list: whatever `schema` says, as base64url JSON. It grants nothing; the query checks the owner. */
export const encodeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws AtlasError `cursor_invalid` */
export const decodeCursor = <Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> => {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AtlasError('cursor_invalid', {}, { cause });
  }
};

/** One page of rows that were asked for with one more than `limit`. */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  placeOf: (row: Row) => unknown,
) => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null,
  };
};

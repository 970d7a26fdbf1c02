import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import { selectBlock } from './queries.ts';

/** @throws AtlasError `shop_link_blocked` while an objection stands, with how long that is. */
export const assertLinkable = async (
  sql: Sql,
  { customerHash, now }: { customerHash: Buffer; now: Date },
): Promise<void> => {
  const block = await selectBlock(sql, { customerHash, now });
  if (!block) return;
  const retryAfterSeconds = Math.ceil((block.blockedUntil.getTime() - now.getTime()) / 1000);
  throw new AtlasError('shop_link_blocked', { retryAfterSeconds });
};

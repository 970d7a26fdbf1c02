import { AtlasError } from '@atlas/shared/errors';
import type { Sql } from '@atlas/shared/ports';
import type { Locale } from '@atlas/shared/wire';

/** How the account holder is called, and in which language. @throws AtlasError `account_not_found` */
export const selectPerson = async (
  tx: Sql,
  accountId: string,
): Promise<{ displayName: string; locale: Locale }> => {
  const [row] = await tx.query<{ displayName: string; locale: Locale }>({
    text: 'select display_name as "displayName", locale from accounts where id = $1',
    values: [accountId],
  });
  if (!row) throw new AtlasError('account_not_found');
  return row;
};

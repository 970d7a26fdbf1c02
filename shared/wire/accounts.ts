import { z } from 'zod';
import { Locale, Messenger, pageOf, Timestamp } from './common.ts';

export const DisplayName = z.string().trim().min(1).max(128);

export const Identity = z
  .object({
    id: z.uuid(),
    messenger: Messenger,
    linkedAt: Timestamp,
  })
  .meta({ id: 'Identity' });

export const Account = z
  .object({
    id: z.uuid(),
    displayName: z.string(),
    locale: Locale,
    createdAt: Timestamp,
  })
  .meta({ id: 'Account' });
export type Account = z.output<typeof Account>;

/** `GET /v1/account`. */
export const AccountProfile = Account.extend({ identities: z.array(Identity) }).meta({
  id: 'AccountProfile',
});
export type AccountProfile = z.output<typeof AccountProfile>;

/** `PATCH /v1/account`: at least one field; an unknown one is refused. */
export const UpdateAccountBody = z
  .strictObject({ displayName: DisplayName.optional(), locale: Locale.optional() })
  .refine((body) => Object.keys(body).length > 0, 'name at least one field to change')
  .meta({ id: 'UpdateAccountBody' });
export type UpdateAccountBody = z.output<typeof UpdateAccountBody>;

/** `GET /v1/account/export`: a field for each thing that is held, `history` among them. */
export const AccountExport = z
  .object({ exportedAt: Timestamp })
  .catchall(z.unknown())
  .meta({ id: 'AccountExport' });
export type AccountExport = z.output<typeof AccountExport>;

/** One thing that happened to the account, newest first. `data` holds ids and what changed. */
export const HistoryEntry = z
  .object({ id: z.uuid(), type: z.string(), time: Timestamp, data: z.record(z.string(), z.unknown()) })
  .meta({ id: 'HistoryEntry' });
export const HistoryPage = pageOf(HistoryEntry, 'HistoryPage');
export type HistoryPage = z.output<typeof HistoryPage>;

import { z } from 'zod';
import { DisplayName, Identity } from './accounts.ts';
import { Locale, Messenger, Timestamp } from './common.ts';
import { FactorKind } from './factors.ts';

/** `GET /v1/identities`: the messengers that sign in to the account, oldest first. */
export const IdentityList = z
  .object({
    items: z.array(
      Identity.extend({
        current: z.boolean().meta({ description: 'The messenger that this session was opened in.' }),
      }),
    ),
  })
  .meta({ id: 'IdentityList' });
export type IdentityList = z.output<typeof IdentityList>;

/**
 * What the other messenger is told to bring: 26 signs of Crockford's base 32, 130 random bits. It goes into a link, a QR
 * code and a text alike, so that nobody has to choose the longer one.
 */
export const ConnectToken = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

const prefixForm = /^.*?connect[_\s:]+/is;
const mistaken: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** A token as people bring it: bare, in groups, in small letters, with a letter taken for a digit. Null for anything else. */
export const parseConnectToken = (text: string): string | null => {
  const signs = text.toUpperCase().replace(/[\s-]/g, '');
  const token = signs.replace(/[OIL]/g, (sign) => mistaken[sign] ?? sign);
  return ConnectToken.safeParse(token).success ? token : null;
};

/** The token in words that were made for another messenger: `connect_…` of a link, `connect …` of a message. */
export const connectTokenIn = (words: string): string | null =>
  prefixForm.test(words) ? parseConnectToken(words.replace(prefixForm, '')) : null;

/** `POST /v1/identity-connections`: good once, for ten minutes, and confirmed by this session alone. */
export const StartedConnection = z
  .object({
    connectionId: z.uuid(),
    token: ConnectToken,
    expiresAt: Timestamp,
    links: z.array(z.object({ messenger: Messenger, url: z.url() })).meta({
      description:
        'Each opens a messenger that can be told the code by a link, with the code in it: the bot, or the words to send.',
    }),
  })
  .meta({ id: 'StartedConnection' });
export type StartedConnection = z.output<typeof StartedConnection>;

/**
 * - `connect`: the messenger has no account; it becomes another way into this one.
 * - `fold`: it has an account in which nothing has happened; that one is closed, and the messenger comes over.
 * - `merge`: both accounts have a history; only a merge brings them together.
 */
export const ConnectionEffect = z.enum(['connect', 'fold', 'merge']).meta({ id: 'ConnectionEffect' });
export type ConnectionEffect = z.output<typeof ConnectionEffect>;

export const ConnectTokenBody = z.strictObject({ token: ConnectToken }).meta({ id: 'ConnectTokenBody' });

/** What one account would bring into another, masked. What is not in it (orders, badges, history) stays where it is. */
export const MergePreview = z
  .object({
    messengers: z.array(Messenger),
    factors: z.array(
      z.object({
        kind: FactorKind,
        destination: z.string().nullable(),
        comes: z.boolean().optional().meta({
          description:
            'Whether it finds room: one whose number or address is there already stays. Said to that side only.',
        }),
      }),
    ),
    hasShopLink: z.boolean(),
    backupCodes: z
      .int()
      .meta({ description: 'How many unused ones there are; they stay, and are good for nothing then.' }),
    undoDays: z.int(),
    objectionDays: z.int().meta({
      description: 'For so long either side can undo by what its own account asked for before.',
    }),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.output<typeof MergePreview>;

/** What the other side would join. */
export const ConnectionPreview = z
  .object({
    accountName: z.string().meta({ description: 'Masked: `A••• K•••`.' }),
    effect: ConnectionEffect,
    expiresAt: Timestamp,
    merge: MergePreview.optional().meta({
      description: 'With `merge`: what would leave the caller’s account.',
    }),
  })
  .meta({ id: 'ConnectionPreview' });
export type ConnectionPreview = z.output<typeof ConnectionPreview>;

/** The person agreed to what the preview said. */
export const ClaimConnectionBody = z
  .strictObject({ token: ConnectToken, effect: z.enum(['connect', 'fold']) })
  .meta({ id: 'ClaimConnectionBody' });
export type ClaimConnectionBody = z.output<typeof ClaimConnectionBody>;

/** The claim waits: the first side types the number that is shown here, and on no other screen. */
export const ClaimedConnection = z
  .object({
    connectionId: z.uuid(),
    number: z.string().regex(/^\d{2}$/),
    accountName: z.string(),
    effect: ConnectionEffect,
    expiresAt: Timestamp,
  })
  .meta({ id: 'ClaimedConnection' });
export type ClaimedConnection = z.output<typeof ClaimedConnection>;

/**
 * How far a connection is, for the session that began it. `claim` is who wants in, masked. `ended`: cancelled, too late,
 * the number was wrong three times, or something changed meanwhile; nothing was connected.
 */
export const IdentityConnection = z
  .object({
    id: z.uuid(),
    state: z.enum(['waiting', 'claimed', 'connected', 'ended']),
    expiresAt: Timestamp,
    claim: z.object({ messenger: Messenger, name: z.string(), effect: ConnectionEffect }).nullable(),
  })
  .meta({ id: 'IdentityConnection' });
export type IdentityConnection = z.output<typeof IdentityConnection>;

/** What the other messenger shows. */
export const ConfirmConnectionBody = z
  .strictObject({ number: z.string().regex(/^\d{2}$/) })
  .meta({ id: 'ConfirmConnectionBody' });

/** The same for the person who writes to a bot; name and language as the messenger tells them. */
export const PreviewConnectionOfIdentity = ConnectTokenBody;
export const ClaimConnectionOfIdentity = ClaimConnectionBody.extend({
  displayName: DisplayName,
  locale: Locale,
  /** E.164, where the messenger shows it. */
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
}).meta({ id: 'ClaimConnectionOfIdentity' });
export type ClaimConnectionOfIdentity = z.output<typeof ClaimConnectionOfIdentity>;

/** `GET /v1/account-merges/offer`: the code that this person brought to the chat, and what it would do. */
export const MergeOffer = ConnectionPreview.extend({ connectionId: z.uuid(), merge: MergePreview }).meta({
  id: 'MergeOffer',
});
export type MergeOffer = z.output<typeof MergeOffer>;

/** `POST /v1/account-merges`: by the code itself, or by the offer that came of it in the chat. */
export const ClaimMergeBody = z
  .union([ConnectTokenBody, z.strictObject({ connectionId: z.uuid() })])
  .meta({ id: 'ClaimMergeBody' });
export type ClaimMergeBody = z.output<typeof ClaimMergeBody>;

/** A merge into this account; `canUndo` until `undoUntil`. */
export const AccountMerge = z
  .object({ id: z.uuid(), mergedAt: Timestamp, undoUntil: Timestamp, canUndo: z.boolean() })
  .meta({ id: 'AccountMerge' });
export type AccountMerge = z.output<typeof AccountMerge>;
export const AccountMergeList = z.object({ items: z.array(AccountMerge) }).meta({ id: 'AccountMergeList' });
export type AccountMergeList = z.output<typeof AccountMergeList>;

/** `GET /v1/account-merges/{id}/undo-preview`: what would go back. What was taken off since is not in it. */
export const MergeUndoPreview = z
  .object({
    messengers: z.array(Messenger),
    factors: z.array(z.object({ kind: FactorKind, destination: z.string().nullable() })),
    hasShopLink: z.boolean(),
    isPossible: z
      .boolean()
      .meta({ description: 'False where one of the two would be left without a messenger.' }),
  })
  .meta({ id: 'MergeUndoPreview' });
export type MergeUndoPreview = z.output<typeof MergeUndoPreview>;

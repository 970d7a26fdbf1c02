import { z } from 'zod';
import { Account } from './accounts.ts';
import { Messenger, Timestamp } from './common.ts';

/** What was proved in a session, as its tokens say it. [OpenID Connect Core `acr`] */
export const acr = {
  /** By a messenger's proof alone. */
  messenger: 'urn:atlas:acr:messenger',
  /** And by a second factor. */
  mfa: 'urn:atlas:acr:mfa',
} as const;

/** `POST /v1/sessions/telegram[/{botId}]`. Raw init data, exactly as `Telegram.WebApp.initData` gave it. */
export const OpenTelegramSessionBody = z
  .strictObject({ initData: z.string().max(8192) })
  .meta({ id: 'OpenTelegramSessionBody' });

/** `POST /v1/sessions/whatsapp`: what came in the fragment of the link from the chat. */
export const OpenLinkSessionBody = z
  .strictObject({ loginToken: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
  .meta({ id: 'OpenLinkSessionBody' });

/** `POST /v1/login-starts`: what the person sends in the chat to go on. */
export const LoginStart = z
  .object({ startCode: z.string().regex(/^[0-9A-Z]{16}$/), expiresAt: Timestamp })
  .meta({ id: 'LoginStart' });
export type LoginStart = z.output<typeof LoginStart>;

export const RefreshSessionBody = z
  .strictObject({ refreshToken: z.string().max(256) })
  .meta({ id: 'RefreshSessionBody' });

export const Session = z
  .object({
    id: z.uuid(),
    messenger: Messenger,
    /** Words for the device, made from its user agent: "Telegram on Android". */
    device: z.string(),
    createdAt: Timestamp,
    lastSeenAt: Timestamp,
    expiresAt: Timestamp,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

export const SessionList = z.object({ items: z.array(Session) }).meta({ id: 'SessionList' });
export type SessionList = z.output<typeof SessionList>;

/** 201 of every way to sign in, 200 of a refresh. `expiresIn` is in seconds, as in RFC 6749. */
export const OpenedSession = z
  .object({
    accessToken: z.string().meta({ description: 'Edge token: JWT, typ edge+jwt, aud atlas-edge.' }),
    refreshToken: z.string(),
    expiresIn: z.int(),
    tokenType: z.enum(['DPoP', 'Bearer']),
    account: Account,
    isNew: z.boolean(),
    session: Session,
  })
  .meta({ id: 'OpenedSession' });
export type OpenedSession = z.output<typeof OpenedSession>;

/** `DELETE /v1/sessions?except=current` keeps the caller's own. */
export const RevokeSessionsQuery = z.strictObject({ except: z.literal('current').optional() });

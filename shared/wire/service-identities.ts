import { z } from 'zod';
import { DisplayName } from './accounts.ts';
import { ChallengeKind } from './challenges.ts';
import { Locale, Messenger, Timestamp } from './common.ts';
import { OpenedSession } from './sessions.ts';

/**
 * What a bot may do for the person who is writing to it, with its own service token (scope
 * `identities:act`). The messenger's signed webhook proved who that is; the path names them.
 *
 * - `GET    /v1/service/identities/{messenger}/{appScope}/{subject}/account` → AccountProfile | 404
 * - `PATCH  …/account` UpdateAccountBody → AccountProfile
 * - `GET    …/sessions` → SessionList (`current` is always false)
 * - `DELETE …/sessions/{id}` and `DELETE …/sessions` → 204
 * - `GET    …/factors` → FactorList
 * - `POST   …/sessions` NewChatSession → 201 ChatSession (scope `chats:act`)
 * - `POST   …/login-links` NewLoginLink → 201 LoginLink | 404 `login_start_invalid`
 * - `GET    …/challenges` → OpenChallengeList · `POST …/challenges/{challengeId}/answer` CodeBody → AnsweredChallenge
 * - `POST   …/suspension` SuspendIdentityBody → 204
 * - `PUT    …/phone` PhoneOfIdentity → 204
 * - `DELETE …/recovery/{recoveryId}` → 204 | 404 `recovery_not_found`
 * - `POST   …/confirmations/{confirmationId}` ConfirmProofBody → 204 | 404 `confirmation_not_found`
 */
export const IdentityPath = z.object({
  messenger: Messenger,
  appScope: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  subject: z.string().regex(/^[A-Za-z0-9_.-]{1,160}$/),
});
export type IdentityPath = z.output<typeof IdentityPath>;

/** The person's answer to "is this you?" (`proof_needs_confirmation`). */
export const ConfirmProofBody = z
  .strictObject({ decision: z.enum(['approve', 'deny']) })
  .meta({ id: 'ConfirmProofBody' });
export type ConfirmProofBody = z.output<typeof ConfirmProofBody>;

/** Asks for a one-time link into the app. Name and language are what a first visit registers. */
export const NewLoginLink = z
  .strictObject({
    displayName: DisplayName,
    /** Left out where nobody knows it: then the browser that follows the link says it. */
    locale: Locale.optional(),
    /** E.164, where the messenger shows it: an attribute that may change hands, never a key. */
    phone: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/)
      .optional(),
    /** The code of the browser that the sign-in began in: only it can use the link then. */
    startCode: z
      .string()
      .regex(/^[0-9A-Z]{16}$/)
      .optional(),
  })
  .meta({ id: 'NewLoginLink' });
export type NewLoginLink = z.output<typeof NewLoginLink>;

/** A session for the person writing. Name and language are what a first visit registers. */
export const NewChatSession = z
  .strictObject({
    displayName: DisplayName,
    locale: Locale,
    saidAt: Timestamp.meta({ description: 'When they wrote: the proof is as old as that.' }),
  })
  .meta({ id: 'NewChatSession' });
export type NewChatSession = z.output<typeof NewChatSession>;

/** Lives fifteen minutes after the last word; there is no refresh token, because the next word is the next proof. */
export const ChatSession = OpenedSession.omit({ refreshToken: true })
  .extend({ acr: z.string(), authTime: Timestamp })
  .meta({ id: 'ChatSession' });
export type ChatSession = z.output<typeof ChatSession>;

/** Good once, for ten minutes. */
export const LoginLink = z.object({ loginToken: z.string(), expiresAt: Timestamp }).meta({ id: 'LoginLink' });
export type LoginLink = z.output<typeof LoginLink>;

/** What the messenger said: another number, another user id, or another device in the same hands or in others'. */
export const SuspendIdentityBody = z
  .strictObject({
    reason: z.enum(['user_changed_number', 'user_changed_user_id', 'customer_identity_changed']),
    /** Who it says they are now. */
    successor: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,160}$/)
      .optional(),
  })
  .meta({ id: 'SuspendIdentityBody' });
export type SuspendIdentityBody = z.output<typeof SuspendIdentityBody>;

/** What the messenger shows of somebody, or they shared there. */
export const PhoneOfIdentity = z
  .strictObject({
    phone: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/)
      .meta({ description: 'E.164.' }),
  })
  .meta({ id: 'PhoneOfIdentity' });
export type PhoneOfIdentity = z.output<typeof PhoneOfIdentity>;

/** A question that a session of this messenger waits to have answered. */
export const OpenChallenge = z
  .object({
    challengeId: z.uuid(),
    kind: ChallengeKind,
    /** `enrol` puts a factor into service, `step_up` raises the session. */
    purpose: z.enum(['enrol', 'step_up']),
    /** Where the code went, masked; null where nothing was sent. */
    destination: z.string().nullable(),
    /** Which session asks, so that nobody answers for a stranger's. */
    device: z.string(),
    attemptsLeft: z.int(),
    createdAt: Timestamp,
    expiresAt: Timestamp,
  })
  .meta({ id: 'OpenChallenge' });
export type OpenChallenge = z.output<typeof OpenChallenge>;

/** Newest first, at most five. */
export const OpenChallengeList = z
  .object({ items: z.array(OpenChallenge) })
  .meta({ id: 'OpenChallengeList' });
export type OpenChallengeList = z.output<typeof OpenChallengeList>;

/** The session has what it waited for; its new token is for the session alone to fetch. */
export const AnsweredChallenge = z
  .object({
    purpose: OpenChallenge.shape.purpose,
    /** The first active factor brings ten, shown this once. */
    backupCodes: z.array(z.string()).optional(),
  })
  .meta({ id: 'AnsweredChallenge' });
export type AnsweredChallenge = z.output<typeof AnsweredChallenge>;

import { z } from 'zod';
import { Timestamp } from './common.ts';
import { FactorKind } from './factors.ts';

/** `POST /v1/challenges`: by a factor (its code is sent where it has a channel), or by a backup code. */
export const CreateChallengeBody = z
  .union([z.strictObject({ factorId: z.uuid() }), z.strictObject({ kind: z.literal('backup') })])
  .meta({ id: 'CreateChallengeBody' });
export type CreateChallengeBody = z.output<typeof CreateChallengeBody>;

export const ChallengeKind = z.enum([...FactorKind.options, 'backup']).meta({ id: 'ChallengeKind' });
export type ChallengeKind = z.output<typeof ChallengeKind>;

/** 201 of `POST /v1/challenges`, 200 of `POST /v1/challenges/{id}/resend` (new code; the old one is dead). */
export const Challenge = z
  .object({
    challengeId: z.uuid(),
    kind: ChallengeKind,
    factorId: z.uuid().nullable(),
    /** Masked; null where nothing is sent. */
    destination: z.string().nullable(),
    attemptsLeft: z.int(),
    expiresAt: Timestamp,
    /** From then on a resend is taken; null where nothing is sent or no resend is left. */
    resendAfter: Timestamp.nullable(),
  })
  .meta({ id: 'Challenge' });
export type Challenge = z.output<typeof Challenge>;

/** `GET /v1/challenges/{id}`: for a screen that waits while the code may be given elsewhere, as in the chat. */
export const ChallengeState = z
  .object({
    isOpen: z.boolean().meta({ description: 'Whether an answer is still taken.' }),
    isProved: z.boolean().meta({
      description: 'Whether a factor was given in this session since it began: refresh, and go on.',
    }),
  })
  .meta({ id: 'ChallengeState' });
export type ChallengeState = z.output<typeof ChallengeState>;

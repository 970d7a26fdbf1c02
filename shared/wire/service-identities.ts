import { z } from 'zod';
import { Messenger } from './common.ts';

/**
 * What a bot may do for the person who is writing to it, with its own service token (scope
 * `identities:act`). The messenger's signed webhook proved who that is; the path names them.
 *
 * - `GET    /v1/service/identities/{messenger}/{appScope}/{subject}/account` → AccountProfile | 404
 * - `PATCH  …/account` UpdateAccountBody → AccountProfile
 * - `GET    …/sessions` → SessionList (`current` is always false)
 * - `DELETE …/sessions/{id}` and `DELETE …/sessions` → 204
 * - `GET    …/factors` → FactorList
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

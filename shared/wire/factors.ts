import { z } from 'zod';
import { Timestamp } from './common.ts';

export const factorKinds = ['sms', 'email', 'totp'] as const;
export const FactorKind = z.enum(factorKinds).meta({ id: 'FactorKind' });
export type FactorKind = z.output<typeof FactorKind>;

export const FactorName = z.string().trim().min(1).max(64);

/** `POST /v1/factors`. */
export const EnrolFactorBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sms'), phone: z.string().min(3).max(32), name: FactorName.optional() }),
    z.strictObject({ kind: z.literal('email'), email: z.email().max(254), name: FactorName.optional() }),
    z.strictObject({
      kind: z.literal('totp'),
      /** Also send QR and key to the messenger chat; the message goes when the factor is confirmed or time is up. */
      deliver: z.literal('chat').optional(),
      name: FactorName.optional(),
    }),
  ])
  .meta({ id: 'EnrolFactorBody' });
export type EnrolFactorBody = z.output<typeof EnrolFactorBody>;

/** 201 of `POST /v1/factors`: not active before `POST /v1/factors/{id}/confirm`. */
export const FactorEnrolment = z
  .object({
    factorId: z.uuid(),
    /** For resend and for the answer; with totp there is nothing to send. */
    challengeId: z.uuid(),
    kind: FactorKind,
    /** Where the code went, masked; null for totp. */
    destination: z.string().nullable(),
    expiresAt: Timestamp,
    /** From then on a resend is taken; null for totp. */
    resendAfter: Timestamp.nullable(),
    /** totp only: base32 without padding. */
    secret: z.string().optional(),
    otpauthUri: z.string().optional(),
    qrSvg: z.string().optional(),
  })
  .meta({ id: 'FactorEnrolment' });
export type FactorEnrolment = z.output<typeof FactorEnrolment>;

/** Six digits, spaces allowed; or a backup code, with or without its dash, in any case. */
export const Code = z.string().min(6).max(24).meta({ id: 'Code' });
export const CodeBody = z.strictObject({ code: Code }).meta({ id: 'CodeBody' });
export type CodeBody = z.output<typeof CodeBody>;

export const Factor = z
  .object({
    id: z.uuid(),
    kind: FactorKind,
    name: z.string(),
    /** Masked; null for totp. */
    destination: z.string().nullable(),
    isDefault: z.boolean(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Factor' });
export type Factor = z.output<typeof Factor>;

/** `GET /v1/factors`: the active ones, and how many backup codes are left. */
export const FactorList = z
  .object({
    items: z.array(Factor),
    backupCodes: z.object({ left: z.int(), createdAt: Timestamp.nullable(), confirmed: z.boolean() }),
  })
  .meta({ id: 'FactorList' });
export type FactorList = z.output<typeof FactorList>;

/** `PATCH /v1/factors/{id}` (step-up). */
export const UpdateFactorBody = z
  .strictObject({ name: FactorName.optional(), isDefault: z.literal(true).optional() })
  .refine((body) => Object.keys(body).length > 0, 'name at least one field to change')
  .meta({ id: 'UpdateFactorBody' });
export type UpdateFactorBody = z.output<typeof UpdateFactorBody>;

/** A new edge token for the same session and key; the refresh token stays. Older edge tokens keep their level. */
export const RaisedSession = z
  .object({
    accessToken: z.string(),
    expiresIn: z.int(),
    tokenType: z.enum(['DPoP', 'Bearer']),
    acr: z.string(),
    amr: z.array(z.string()),
    authTime: Timestamp,
  })
  .meta({ id: 'RaisedSession' });
export type RaisedSession = z.output<typeof RaisedSession>;

/** `POST /v1/factors/{id}/confirm`. The first active factor brings ten backup codes, shown this once. */
export const ConfirmedFactor = RaisedSession.extend({
  factor: Factor,
  backupCodes: z.array(z.string()).optional(),
}).meta({ id: 'ConfirmedFactor' });
export type ConfirmedFactor = z.output<typeof ConfirmedFactor>;

/** `POST /v1/backup-codes` (step-up): ten new ones, the old ones die. One typed to `…/confirm` says they were kept. */
export const BackupCodes = z.object({ codes: z.array(z.string()) }).meta({ id: 'BackupCodes' });
export type BackupCodes = z.output<typeof BackupCodes>;

/** `GET /v1/recovery`: every factor is lost. 24 h after the request the factors can be taken off. */
export const Recovery = z
  .object({
    id: z.uuid(),
    requestedAt: Timestamp,
    readyAt: Timestamp,
    expiresAt: Timestamp,
    state: z.enum(['waiting', 'ready']),
  })
  .meta({ id: 'Recovery' });
export type Recovery = z.output<typeof Recovery>;

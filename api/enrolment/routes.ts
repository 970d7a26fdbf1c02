import { CodeBody, ConfirmedFactor, EnrolFactorBody, FactorEnrolment } from '@atlas/shared/wire';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/index.ts';
import type { ConfirmFactor } from './confirm-factor.ts';
import type { EnrolFactor } from './enrol-factor.ts';

type Deps = { enrolFactor: EnrolFactor; confirmFactor: ConfirmFactor };

const common = { tag: 'Second factors', method: 'post', policy: 'session', limit: 'codeByNetwork' } as const;

/** Set up a second factor. */
export const enrolmentRoutes = ({ enrolFactor, confirmFactor }: Deps): Route[] => [
  defineRoute({
    ...common,
    path: '/v1/factors',
    operationId: 'enrolFactor',
    summary: 'Begin to set up a factor: sms, email or an authenticator',
    needs: 'stepUpIfProtected',
    body: EnrolFactorBody,
    answer: {
      status: 201,
      schema: FactorEnrolment,
      description: 'Confirm it with a code; until then it is not active.',
    },
    refusals: [
      'factor_exists',
      'factor_not_allowed',
      'destination_not_supported',
      'resend_too_early',
      'send_limited',
      'idempotency_key_invalid',
      'idempotency_key_reused',
    ],
    handle: ({ caller, body, idempotencyKey, context }) =>
      enrolFactor({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        body,
        idempotencyKey,
        context,
      }),
  }),
  defineRoute({
    ...common,
    path: '/v1/factors/{id}/confirm',
    operationId: 'confirmFactor',
    summary: 'Give the first code: the factor is active, this session raised',
    params: z.object({ id: z.uuid() }),
    body: CodeBody,
    answer: {
      status: 200,
      schema: ConfirmedFactor,
      description: 'Active. The first factor brings backup codes; all other sessions have ended.',
    },
    refusals: [
      'factor_not_found',
      'code_invalid',
      'challenge_ended',
      'challenge_not_found',
      'verification_locked',
    ],
    handle: ({ caller, params, body, context }) =>
      confirmFactor({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        factorId: params.id,
        code: body.code,
        context,
      }),
  }),
];

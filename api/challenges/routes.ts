import { Challenge, ChallengeState, CodeBody, CreateChallengeBody, RaisedSession } from '@atlas/shared/wire';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/index.ts';
import type { AnswerChallenge } from './answer-challenge.ts';
import type { CreateChallenge, ResendCode } from './create-challenge.ts';
import type { ReadChallenge } from './read-challenge.ts';

type Deps = {
  createChallenge: CreateChallenge;
  readChallenge: ReadChallenge;
  answerChallenge: AnswerChallenge;
  resendCode: ResendCode;
};

const common = { tag: 'Second factors', method: 'post', policy: 'session', opensToConfined: true } as const;
const ChallengePath = z.object({ id: z.uuid() });

/** Step-up: prove a second factor in this session. */
export const challengeRoutes = ({
  createChallenge,
  readChallenge,
  answerChallenge,
  resendCode,
}: Deps): Route[] => [
  defineRoute({
    ...common,
    path: '/v1/challenges',
    operationId: 'createChallenge',
    summary: 'Begin a step-up by a factor or a backup code',
    limit: 'codeByNetwork',
    body: CreateChallengeBody,
    answer: {
      status: 201,
      schema: Challenge,
      description: 'Answer it; its code is on the way where it has a channel.',
    },
    refusals: [
      'factor_not_found',
      'factor_not_allowed',
      'resend_too_early',
      'send_limited',
      'idempotency_key_invalid',
      'idempotency_key_reused',
    ],
    handle: ({ caller, body, idempotencyKey, context }) =>
      createChallenge({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        by: body,
        idempotencyKey,
        context,
      }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/v1/challenges/{id}',
    operationId: 'readChallenge',
    summary: 'Whether the code was given elsewhere meanwhile',
    limit: 'byNetwork',
    params: ChallengePath,
    answer: { status: 200, schema: ChallengeState, description: 'Of this session alone.' },
    refusals: ['challenge_not_found'],
    handle: ({ caller: { accountId, sessionId }, params }) =>
      readChallenge({ accountId, sessionId, challengeId: params.id }),
  }),
  defineRoute({
    ...common,
    path: '/v1/challenges/{id}/answer',
    operationId: 'answerChallenge',
    summary: 'Give the code: a new edge token with acr mfa',
    checksSessionItself: true,
    limit: 'codeByNetwork',
    params: ChallengePath,
    body: CodeBody,
    answer: {
      status: 200,
      schema: RaisedSession,
      description: 'This session is raised; older tokens keep their level.',
    },
    refusals: ['code_invalid', 'challenge_ended', 'challenge_not_found', 'verification_locked'],
    handle: ({ caller, params, body, context }) =>
      answerChallenge({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        challengeId: params.id,
        code: body.code,
        context,
      }),
  }),
  defineRoute({
    ...common,
    path: '/v1/challenges/{id}/resend',
    operationId: 'resendCode',
    summary: 'Send a new code; the old one is dead',
    limit: 'codeByNetwork',
    params: ChallengePath,
    answer: {
      status: 200,
      schema: Challenge,
      description: 'The same challenge with a new code, and no more attempts.',
    },
    refusals: ['challenge_ended', 'challenge_not_found', 'resend_too_early', 'send_limited'],
    handle: ({ caller, params, context }) =>
      resendCode({
        accountId: caller.accountId,
        sessionId: caller.sessionId,
        challengeId: params.id,
        context,
      }),
  }),
];

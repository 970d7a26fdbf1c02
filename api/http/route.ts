import type { ErrorCode } from '@atlas/shared/errors';
import type { z } from 'zod';
import type { LimitName } from './rate-limits.ts';
import type { RequestContext } from './request-context.ts';

/** The account and session behind a verified edge token. */
export type Caller = {
  accountId: string;
  sessionId: string;
  amr: readonly string[];
  /** What this very token says: a token from before a step-up keeps its lower level. */
  acr: string;
  authTime: Date;
  jkt: string | null;
};

/** The client behind a verified service token. */
export type ServiceCaller = { clientId: string };

/**
 * Who may call a route. Every route names one; the default is nobody.
 * - `public`: anybody; the proof is in the body.
 * - `session`: the holder of a live session's edge token.
 * - `service`: a client with this scope.
 */
export type Policy = 'public' | 'session' | { service: string };

/**
 * What a `session` route demands beyond a live session. A factor given in the last 300 s counts as a fresh proof too.
 * - `freshProof`: the messenger proved the person in the last 300 s, else `fresh_proof_required`.
 * - `stepUp`: this token's session gave a factor in the last 300 s, else `insufficient_user_authentication`. [RFC 9470]
 * - `stepUpIfProtected`: step-up where the account has an active factor, a fresh proof where it has none.
 * - `stepUpOnlyIfProtected`: step-up where the account has an active factor, nothing more where it has none.
 */
export type Needs = 'freshProof' | 'stepUp' | 'stepUpIfProtected' | 'stepUpOnlyIfProtected';

type CallerOf<P extends Policy> = P extends 'session'
  ? Caller
  : P extends { service: string }
    ? ServiceCaller
    : null;

type Input<P extends Policy, Body, Query, Params> = {
  body: Body;
  query: Query;
  params: Params;
  caller: CallerOf<P>;
  context: RequestContext;
  /** Thumbprint of the DPoP key that signed this request; on `public` routes null when none was used. */
  jkt: string | null;
  idempotencyKey: string | null;
  /** Sets a header of the answer. */
  setHeader(name: string, value: string): void;
};

/** One route: what it takes, who may call it, what it answers, how it refuses. Checks and OpenAPI come from this. */
export type Route<
  P extends Policy = Policy,
  Body extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Params extends z.ZodType = z.ZodType,
> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** OpenAPI form: `/v1/sessions/{id}`. */
  path: string;
  operationId: string;
  summary: string;
  tag: string;
  policy: P;
  /** On `session` routes only. */
  needs?: Needs;
  limit: LimitName;
  body?: Body;
  query?: Query;
  params?: Params;
  /** Bytes of body at the most (Default: 64 KiB). */
  maxBodyBytes?: number;
  answer: { status: 200 | 201 | 204; schema?: z.ZodType; description: string };
  /** On `session` routes: the handler's own query joins the live session, which saves a round trip. */
  checksSessionItself?: true;
  /** On `session` routes: also for sessions of a suspended identity, because it is needed to prove who they are. */
  opensToConfined?: true;
  /** Codes of its own, beside those that every route of its policy can give. */
  refusals: readonly ErrorCode[];
  handle(input: Input<P, z.output<Body>, z.output<Query>, z.output<Params>>): Promise<unknown>;
};

/** Types a route's handler by its schemas. */
export const defineRoute = <
  P extends Policy,
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Params extends z.ZodType = z.ZodUndefined,
>(
  route: Route<P, Body, Query, Params>,
): Route => route as unknown as Route;

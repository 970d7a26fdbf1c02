import type { ErrorCode } from '@atlas/shared/errors';
import { Problem } from '@atlas/shared/wire';
import type { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { problems, type Route } from '../http/index.ts';

const bodyRefusals: readonly ErrorCode[] = ['invalid_json', 'unsupported_media_type', 'body_too_large'];

const refusalsOfNeeds: Readonly<Record<NonNullable<Route['needs']> | 'nothing', readonly ErrorCode[]>> = {
  nothing: [],
  freshProof: ['fresh_proof_required'],
  stepUp: ['insufficient_user_authentication'],
  stepUpOnlyIfProtected: ['insufficient_user_authentication'],
  stepUpIfProtected: ['fresh_proof_required', 'insufficient_user_authentication'],
};

/** What a route can refuse, beside its own codes, because of its policy and its shape. */
const refusalsOf = (route: Route): ErrorCode[] => [
  ...new Set<ErrorCode>([
    ...route.refusals,
    ...(route.body || route.query || route.params ? (['invalid_request'] as const) : []),
    ...(route.body ? bodyRefusals : []),
    ...(route.policy === 'public' || route.policy === 'session'
      ? (['dpop_invalid', 'use_dpop_nonce', 'rate_limited'] as const)
      : []),
    ...(route.policy === 'public' ? [] : (['invalid_token'] as const)),
    ...(route.policy === 'session' && route.method !== 'get' ? (['snapshot_user'] as const) : []),
    ...refusalsOfNeeds[route.needs ?? 'nothing'],
    ...(typeof route.policy === 'object' ? (['forbidden'] as const) : []),
    'unavailable',
    'internal',
  ]),
];

const problemResponses = (route: Route): ZodOpenApiResponsesObject => {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of refusalsOf(route)) {
    const isProofTrouble = code === 'dpop_invalid' || code === 'use_dpop_nonce';
    const status = isProofTrouble && route.policy === 'public' ? 400 : problems[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
};

const securityOf = ({ policy }: Route) => {
  if (policy === 'public') return [{}, { dpopProof: [] }];
  return policy === 'session'
    ? [{ edgeToken: [], dpopProof: [] }, { edgeToken: [] }]
    : [{ serviceToken: [policy.service] }];
};

const operationOf = (route: Route): ZodOpenApiOperationObject => {
  const { operationId, summary, tag, answer, body, query, params, method } = route;
  return {
    operationId,
    summary,
    tags: [tag],
    security: securityOf(route),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    ...(query || params
      ? {
          requestParams: {
            ...(query ? { query: query as z.ZodObject } : {}),
            ...(params ? { path: params as z.ZodObject } : {}),
          },
        }
      : {}),
    ...(method === 'post' && answer.status === 201
      ? {
          parameters: [
            {
              in: 'header',
              name: 'Idempotency-Key',
              required: false,
              schema: { type: 'string', maxLength: 255 },
              description: 'A repeat within 24 h gets the first answer.',
            },
          ],
        }
      : {}),
    responses: {
      [String(answer.status)]: {
        description: answer.description,
        ...(answer.schema ? { content: { 'application/json': { schema: answer.schema } } } : {}),
      },
      ...problemResponses(route),
    },
  } as ZodOpenApiOperationObject;
};

/** OpenAPI 3.1, made from the very routes that are mounted: what it says is what is checked. */
export const createOpenApiDocument = (routes: readonly Route[], publicUrl: string) => {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Atlas API',
      version: '1',
      description:
        'Identity for messenger mini-apps. Failures are RFC 9457 problem documents with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: {
        edgeToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Edge token of a session; `Authorization: DPoP …` when it is bound to a key.',
        },
        dpopProof: {
          type: 'apiKey',
          in: 'header',
          name: 'DPoP',
          description: 'Proof of possession, RFC 9449, with the newest `DPoP-Nonce`.',
        },
        serviceToken: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: `${publicUrl}/oauth/token`,
              scopes: {
                'identities:act': 'Act for the person whose messenger identity the path names.',
                'chats:act': 'Open sessions of people who write to a bot, and be counted as each of them.',
                'analytics:read': 'Read figures: registrations, funnel, retention.',
              },
            },
          },
        },
      },
    },
  });
};

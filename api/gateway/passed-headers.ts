import type { IncomingHttpHeaders } from 'node:http';

/** Meant for one connection and never passed on. [RFC 9110, 7.6.1] */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What ends at the edge: credentials, what a browser says for the edge's sake, and who a client claims to be. */
const ofTheEdge = [
  'atlas-scope',
  'authorization',
  'cookie',
  'dpop',
  'expect',
  'forwarded',
  'host',
  'origin',
  'referer',
  'traceparent',
  'tracestate',
  'x-request-id',
];

/** What is the edge's to say to a browser. */
const ofTheAnswer = [
  'content-security-policy',
  'dpop-nonce',
  'server',
  'set-cookie',
  'strict-transport-security',
  'x-powered-by',
  'x-request-id',
];

type Headers = Record<string, string | string[]>;

const namedByConnection = ({ connection }: IncomingHttpHeaders): string[] =>
  String(connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());

const without = (headers: IncomingHttpHeaders, dropped: ReadonlySet<string>, prefixes: RegExp): Headers =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] =>
        entry[1] !== undefined && !dropped.has(entry[0]) && !prefixes.test(entry[0]),
    ),
  );

/** The headers of a request that a service inside may see. */
export const requestHeaders = (headers: IncomingHttpHeaders): Headers =>
  without(
    headers,
    new Set([...hopByHop, ...ofTheEdge, ...namedByConnection(headers)]),
    /^(x-forwarded-|sec-|access-control-)/,
  );

/** The headers of an answer that a caller at the edge may see. */
export const answerHeaders = (headers: IncomingHttpHeaders): Headers =>
  without(headers, new Set([...hopByHop, ...ofTheAnswer, ...namedByConnection(headers)]), /^access-control-/);

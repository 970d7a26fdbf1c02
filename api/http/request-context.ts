import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { continueTrace, traceIdOf } from '@atlas/shared/trace';
import { createClientAddress } from './client-address.ts';

/** What every handler may know of a request beside its checked input. */
export type RequestContext = {
  requestId: string;
  traceparent: string;
  correlationId: string;
  /** Canonical client address; an IPv6 address counts as its /64. */
  network: string;
  userAgent: string;
  startedAtMs: number;
};

/** Builds contexts; the client's address is taken from the socket unless the peer is a trusted proxy. */
export const createRequestContexts = (trustedProxyCidrs: readonly string[]) => {
  const clientAddress = createClientAddress(trustedProxyCidrs);
  return (req: IncomingMessage): RequestContext => {
    const header = req.headers.traceparent;
    const traceparent = continueTrace(typeof header === 'string' ? header : undefined);
    return {
      requestId: randomUUIDv7(),
      traceparent,
      correlationId: traceIdOf(traceparent),
      network: clientAddress(req),
      userAgent: req.headers['user-agent']?.slice(0, 512) ?? '',
      startedAtMs: performance.now(),
    };
  };
};

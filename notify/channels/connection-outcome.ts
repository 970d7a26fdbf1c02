import type { SendOutcome } from '@atlas/shared/ports';

/** Failures of name look-up, connecting and TLS: nothing was written, so nothing was sent. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const causeOf = (error: unknown): { code: string; syscall?: string } => {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, syscall } = current as { code?: unknown; syscall?: string };
    if (typeof code === 'string' && current.cause === undefined) return { code, syscall };
  }
  return { code: 'network' };
};

/** Whether a failed call surely never left this machine. */
export const isNeverConnected = (error: unknown): boolean => {
  const { code, syscall } = causeOf(error);
  return neverConnected.has(code) || syscall === 'connect' || syscall === 'getaddrinfo';
};

/** A call that got no answer: not sent when it never connected, else nobody knows. */
export const connectionOutcome = (error: unknown): SendOutcome =>
  isNeverConnected(error)
    ? { outcome: 'retry', code: 'unreachable', scope: 'lane' }
    : { outcome: 'unknown', code: 'no_answer' };

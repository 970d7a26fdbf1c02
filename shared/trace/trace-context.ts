import { randomUUID } from 'node:crypto';

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const zeros = /^0+$/;

// Not secrets, only names: randomUUID draws its randomness in bulk, randomBytes asks the kernel each time.
const hex = () => randomUUID().replaceAll('-', '');
const spanId = () => hex().slice(16);

/** A trace of our own, sampled. [W3C Trace Context, 3.2] */
export const newTraceparent = (): string => `00-${hex()}-${spanId()}-01`;

/** The caller's trace with a span of ours; a new trace where the header is absent or malformed. */
export const continueTrace = (header: string | undefined): string => {
  const match = header ? pattern.exec(header) : null;
  if (!match?.[1] || !match[2] || zeros.test(match[1]) || zeros.test(match[2])) return newTraceparent();
  return `00-${match[1]}-${spanId()}-01`;
};

/** The trace id, which Atlas calls the correlation id. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

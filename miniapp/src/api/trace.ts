const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/** One thing the person did; every request it causes carries its trace id. */
export type Trace = { traceId: string };

export const newTrace = (): Trace => ({ traceId: randomHex(16) });

/** The header of one request of that trace. [W3C Trace Context, 3.2] */
export const traceparentOf = ({ traceId }: Trace): string => `00-${traceId}-${randomHex(8)}-01`;

import cors from 'cors';

/** `http://*.localhost:3000` stands for one label; everything else is compared exactly. */
const matcher = (pattern: string): ((origin: string) => boolean) => {
  const [before, after, ...rest] = pattern.split('*');
  if (after === undefined || rest.length > 0) return (origin) => origin === pattern;
  return (origin) => {
    const label = origin.slice(before?.length, origin.length - after.length);
    return origin.startsWith(before ?? '') && origin.endsWith(after) && /^[a-z0-9-]+$/.test(label);
  };
};

/** CORS for the mini app's origins, without credentials: tokens travel in headers, never in cookies. */
export const crossOrigin = (origins: readonly string[]) => {
  const matchers = origins.map(matcher);
  return cors({
    origin: (origin, decide) =>
      decide(null, origin !== undefined && matchers.some((matches) => matches(origin))),
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Atlas-Scope',
      'Authorization',
      'Content-Type',
      'DPoP',
      'Idempotency-Key',
      'traceparent',
    ],
    exposedHeaders: [
      'DPoP-Nonce',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'WWW-Authenticate',
      'X-Request-Id',
    ],
    maxAge: 600,
  });
};

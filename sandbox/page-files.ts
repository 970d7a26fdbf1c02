import express, { type RequestHandler, Router } from 'express';

/**
 * The desk page, as it was built. It may frame the mini app on the personas' own origins and nothing else; nobody may
 * frame it.
 */
export const pageFiles = ({ directory, publicUrl }: { directory: string; publicUrl: string }): Router => {
  const { port, origin } = new URL(publicUrl);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src 'self' http://*.localhost${port ? `:${port}` : ''} ${origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers: RequestHandler = (_req, res, next) => {
    res.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  };
  return Router().use(headers, express.static(directory, { index: 'index.html' }));
};

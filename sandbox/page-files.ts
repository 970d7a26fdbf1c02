import express, { type RequestHandler, Router } from 'express';

/** Of the finger: it runs our script and loads nothing, and the desk alone may frame it. */
const fingerPolicy = (desks: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${desks.join(' ')}`,
  ].join('; ');

/**
 * The desk page, as it was built, and what stands for `https://wa.me/`: a link there puts its words into the chat on the desk. It may frame the mini app on the personas' own origins, the finger beside it, and
 * nothing else; nobody may frame it.
 */
export const pageFiles = ({ directory, publicUrl }: { directory: string; publicUrl: string }): Router => {
  const { port, origin } = new URL(publicUrl);
  const desks = [...new Set([origin, `http://localhost:${port || 80}`, `http://127.0.0.1:${port || 80}`])];
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
  const headers: RequestHandler = (req, res, next) => {
    res.set({
      'Content-Security-Policy': req.path === '/finger.html' ? fingerPolicy(desks) : policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    next();
  };
  return Router()
    .use(headers)
    .get(/^\/wa\.me\/\d+$/, (req, res) => {
      const { text = '' } = req.query;
      res.redirect(`/sandbox/wa-me.html?${new URLSearchParams({ text: String(text) })}`);
    })
    .use(express.static(directory, { index: 'index.html' }));
};

import { type Api, homePage } from '@atlas/api';
import type { Bots } from '@atlas/bots';
import type { Notify } from '@atlas/notify';
import type { Sandbox } from '@atlas/sandbox';
import { createHealthHandlers, type Health, type Metrics } from '@atlas/shared/process';
import express, { type Express } from 'express';

type Parts = { api: Api; notify: Notify; bots: Bots; sandbox: Sandbox | null };

/** Every part on one origin. The API comes last: it refuses what nobody else answered. */
export const createFrontDoor = (
  { api, notify, bots, sandbox }: Parts,
  { health, metrics }: { health: Health; metrics: Metrics },
): Express => {
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  for (const [path, handler] of Object.entries(createHealthHandlers({ health, metrics })))
    app.get(path, handler);
  if (sandbox) app.use('/sandbox', sandbox.router);
  app.use(bots.router);
  app.use(notify.router);
  app.get(
    ['/', '/home.css'],
    homePage([
      ...(sandbox ? [{ href: '/sandbox/', title: 'Sandbox', what: 'the messenger on your desk' }] : []),
      { href: '/miniapp/', title: 'Mini app', what: 'opens from the chat' },
      { href: '/docs', title: 'API', what: 'OpenAPI 3.1' },
      { href: '/readyz', title: 'Readiness', what: 'each dependency' },
      { href: '/metrics', title: 'Metrics', what: 'Prometheus' },
    ]),
  );
  return app.use(api.router);
};

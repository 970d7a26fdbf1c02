import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAsyncApiDocument } from '@atlas/shared/events';
import express, { Router } from 'express';
import helmet from 'helmet';
import type { Route } from '../http/index.ts';
import { createOpenApiDocument } from './document.ts';

const swaggerDirectory = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Atlas API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** `GET /openapi.json` with `/docs` to read it, and `GET /asyncapi.json`: what is asked for, and what is told. */
export const openApiRouter = ({
  routes,
  publicUrl,
}: {
  routes: readonly Route[];
  publicUrl: string;
}): Router => {
  const document = JSON.stringify(createOpenApiDocument(routes, publicUrl));
  const asyncApi = once(() => JSON.stringify(createAsyncApiDocument()));
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  return Router()
    .get('/openapi.json', (_req, res) => {
      res.set('Access-Control-Allow-Origin', '*').type('json').send(document);
    })
    .get('/asyncapi.json', (_req, res) => {
      res.set('Access-Control-Allow-Origin', '*').type('json').send(asyncApi());
    })
    .get('/docs', headers, (_req, res) => void res.type('html').send(page))
    .get('/docs/start.js', headers, (_req, res) => void res.type('js').send(start))
    .use('/docs/assets', headers, express.static(swaggerDirectory, { index: false, maxAge: '1h' }));
};

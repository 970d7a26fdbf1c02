import { AtlasError } from '@atlas/shared/errors';
import type { Locale } from '@atlas/shared/wire';
import express, { type Request, type Response, Router } from 'express';
import type { RateLimits, RequestContext } from '../http/index.ts';
import { notMeTexts } from './not-me-texts.ts';

type Deps = {
  /** Ends the link a code is of. @throws AtlasError `confirmation_not_found` */
  objectToLink: (code: string, context: RequestContext) => Promise<void>;
  rateLimits: RateLimits;
};
type Outcome = 'asked' | 'done' | 'wrong' | 'later';

const statusOf: Record<Outcome, number> = { asked: 200, done: 200, wrong: 404, later: 429 };
const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:10vh auto;padding:0 1.25rem}
h1{font-size:1.5rem}label{display:block;font-weight:600}input,button{font:inherit;padding:.6rem .8rem;margin:.35rem .5rem .35rem 0;border-radius:.5rem;border:1px solid GrayText}
input{letter-spacing:.1em;width:14em;max-width:100%}button{font-weight:600}`;

const languageOf = (req: Request): Locale => (req.acceptsLanguages('en', 'ru', 'zh') || 'en') as Locale;

const form = (locale: Locale): string => {
  const { what, label, send } = notMeTexts[locale];
  return `<p>${what}</p><form method="post" action="/not-me"><label for="code">${label}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="off" required maxlength="20"><button>${send}</button></form>`;
};

const mainOf = (outcome: Outcome, locale: Locale): string => {
  const { done, advice, wrong, later } = notMeTexts[locale];
  if (outcome === 'done') return `<p role="status"><strong>${done}</strong> ${advice}</p>`;
  const trouble = outcome === 'asked' ? '' : `<p role="alert">${outcome === 'wrong' ? wrong : later}</p>`;
  return trouble + form(locale);
};

const answer = (req: Request, res: Response, outcome: Outcome): void => {
  const locale = languageOf(req);
  const { title } = notMeTexts[locale];
  res.status(statusOf[outcome]).set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Vary: 'Accept-Language',
  });
  res.type('html').send(`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/not-me/page.css"></head>
<body><main><h1>${title}</h1>${mainOf(outcome, locale)}</main></body></html>
`);
};

const outcomes: Readonly<Record<string, Outcome>> = {
  confirmation_not_found: 'wrong',
  rate_limited: 'later',
};

/**
 * `/not-me`: where somebody who reads what the old shop has on file ends a link that is not theirs. They may have no
 * messenger and no account, so it is a plain page, and the code in their hand is all it asks for.
 */
export const notMeRouter = ({ objectToLink, rateLimits }: Deps): Router =>
  Router()
    .get('/page.css', (_req, res) => void res.type('css').send(style))
    .get('/', (req, res) => answer(req, res, 'asked'))
    .post('/', express.urlencoded({ extended: false, limit: '1kb', parameterLimit: 5 }), async (req, res) => {
      const context = res.locals.context as RequestContext;
      const code: unknown = req.body?.code;
      try {
        await rateLimits.spend('codeByNetwork', context.network);
        await objectToLink(typeof code === 'string' ? code : '', context);
        answer(req, res, 'done');
      } catch (error) {
        const outcome = error instanceof AtlasError ? outcomes[error.code] : undefined;
        if (!outcome) throw error;
        answer(req, res, outcome);
      }
    });

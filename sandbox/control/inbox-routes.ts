import { type Request, Router } from 'express';
import { z } from 'zod';
import type { Authenticator } from '../authenticator/authenticator.ts';
import type { NewestCode } from '../codes/newest-code.ts';
import type { EmailStore } from '../email/email-store.ts';
import type { SmsStore } from '../sms/sms-store.ts';
import { type InboxChange, NewAuthenticatorEntry } from '../wire.ts';
import type { Changes } from './changes.ts';
import type { EventStreams } from './event-stream.ts';
import { notFound } from './refusal.ts';

type Deps = {
  sms: SmsStore;
  emails: EmailStore;
  authenticator: Authenticator;
  newestCode: NewestCode;
  changes: Changes<InboxChange>;
  streams: EventStreams;
};

/** An unescaped `+` comes as a space: a number that begins with one had a plus. */
const Address = z
  .string()
  .min(1)
  .max(320)
  .transform((text) => text.replace(/^ /, '+').trim());
const Recipient = z.object({ to: Address.optional() });
const CodeQuery = z.object({
  to: Address,
  waitSeconds: z.coerce.number().min(0).max(60).default(0),
  after: z.iso.datetime({ offset: true }).optional(),
});

const queryOf = <T extends z.ZodType>(schema: T, req: Request): z.output<T> =>
  schema.parse(Object.fromEntries(new URL(req.url, 'http://desk').searchParams));

/** Texts, mails, the codes in them, and the authenticator. */
export const inboxControlRoutes = ({
  sms,
  emails,
  authenticator,
  newestCode,
  changes,
  streams,
}: Deps): Router =>
  Router()
    .get('/sms', (req, res) => void res.json(sms.list(queryOf(Recipient, req).to)))
    .get('/emails', (req, res) => void res.json(emails.list(queryOf(Recipient, req).to)))
    .get('/emails/:id/html', (req, res) => {
      const html = emails.find(Number(req.params.id))?.html;
      if (html === null || html === undefined) throw notFound('mail');
      // Whoever wrote it: it runs nothing, loads nothing, and only the desk frames it.
      res.set({
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy':
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      });
      res.end(html);
    })
    .get('/codes', async (req, res) => {
      const { to, waitSeconds, after } = queryOf(CodeQuery, req);
      const gone = new AbortController();
      res.on('close', () => gone.abort());
      const found = await newestCode(to, {
        afterMs: after === undefined ? Number.NEGATIVE_INFINITY : Date.parse(after),
        waitMs: waitSeconds * 1000,
        signal: gone.signal,
      });
      if (!found) throw notFound('code');
      res.json(found);
    })
    .get('/inbox/stream', (req, res) => streams.open(req, res, (send) => changes.watch(send)))
    .get('/authenticator', (_req, res) => void res.json(authenticator.list()))
    .post('/authenticator', (req, res) => {
      res.status(201).json(authenticator.add(NewAuthenticatorEntry.parse(req.body ?? {})));
    })
    .delete('/authenticator/:id', (req, res) => {
      if (!authenticator.remove(Number(req.params.id))) throw notFound('entry');
      res.status(204).end();
    });

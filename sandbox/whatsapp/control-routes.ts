import { type Request, Router } from 'express';
import { z } from 'zod';
import type { EventStreams } from '../control/event-stream.ts';
import { notFound } from '../control/refusal.ts';
import {
  NewWhatsappPerson,
  type WhatsappChange,
  WhatsappFlowStep,
  WhatsappShare,
  WhatsappTemplateReview,
} from '../wire.ts';
import type { Business } from './business.ts';
import type { Deeds } from './deeds.ts';
import type { FlowPhone } from './flows/flow-phone.ts';
import type { MediaStore } from './media.ts';
import { type People, toWirePerson } from './people.ts';
import type { Templates } from './templates/templates.ts';

type Deps = {
  business: Business;
  people: People;
  deeds: Deeds;
  media: MediaStore;
  templates: Templates;
  flowPhone: FlowPhone;
  streams: EventStreams;
  watch: (person: number, listener: (change: WhatsappChange) => void) => () => void;
};

const WriteOrPress = z.union([
  z.strictObject({ text: z.string().max(100_000) }),
  z.strictObject({ callbackData: z.string().min(1), messageId: z.string().min(1) }),
]);
const ChangePhone = NewWhatsappPerson.pick({ phone: true });

const bodyOf = <T extends z.ZodType>(schema: T, req: Request): z.output<T> => schema.parse(req.body ?? {});
const idOf = (req: Request): string => String(req.params.id);

/** People of WhatsApp, and their chat with the business. */
export const whatsappControlRoutes = ({
  business,
  people,
  deeds,
  media,
  templates,
  flowPhone,
  streams,
  watch,
}: Deps): Router =>
  Router()
    .get('/whatsapp/business', (_req, res) => void res.json({ name: business.name, phone: business.phone }))
    .post('/whatsapp/templates/:name/review', (req, res) => {
      if (!templates.review(req.params.name, bodyOf(WhatsappTemplateReview, req))) throw notFound('template');
      res.status(204).end();
    })
    .get('/whatsapp/users', (_req, res) => {
      res.json(people.list().map((person) => toWirePerson(people, person)));
    })
    .post('/whatsapp/users', (req, res) => {
      res.status(201).json(toWirePerson(people, deeds.join(bodyOf(NewWhatsappPerson, req))));
    })
    .get('/whatsapp/users/:id', (req, res) => void res.json(toWirePerson(people, deeds.getPerson(idOf(req)))))
    .get('/whatsapp/users/:id/messages', (req, res) => void res.json(deeds.chat(idOf(req))))
    .post('/whatsapp/users/:id/messages', (req, res) => {
      const body = bodyOf(WriteOrPress, req);
      const said =
        'text' in body
          ? deeds.write(idOf(req), body.text)
          : deeds.press(idOf(req), body.messageId, body.callbackData);
      res.status(201).json(said);
    })
    .post('/whatsapp/users/:id/messages/:messageId/flow', async (req, res) => {
      const message = deeds.messageTo(idOf(req), String(req.params.messageId));
      res.json(await flowPhone.step(message, bodyOf(WhatsappFlowStep, req)));
    })
    .post('/whatsapp/users/:id/change-phone', (req, res) => {
      res.json(toWirePerson(people, deeds.changePhone(idOf(req), bodyOf(ChangePhone, req).phone)));
    })
    .post('/whatsapp/users/:id/share-contact', (req, res) => {
      deeds.shareContact(idOf(req), bodyOf(WhatsappShare, req));
      res.status(204).end();
    })
    .post('/whatsapp/users/:id/:deed', (req, res, next) => {
      const deed = {
        block: deeds.block,
        unblock: deeds.unblock,
        read: deeds.read,
        'change-device': deeds.changeDevice,
      }[req.params.deed];
      if (!deed) return next();
      deed(idOf(req));
      res.status(204).end();
    })
    .get('/whatsapp/users/:id/stream', (req, res) => {
      const { number } = deeds.getPerson(idOf(req));
      streams.open(req, res, (send) => watch(number, send));
    })
    .get('/whatsapp/media/:mediaId', (req, res) => {
      const found = media.find(req.params.mediaId);
      if (!found?.mime_type.startsWith('image/')) throw notFound('picture');
      res.set({
        'Content-Type': found.mime_type,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
      res.end(media.bytesOf(found.id));
    });

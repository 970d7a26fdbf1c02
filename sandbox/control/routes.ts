import type { TestClock } from '@atlas/shared/ports';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import type { Faults } from '../faults/faults.ts';
import { isShown, toChatMessage, toChatState } from '../telegram/chat-view.ts';
import type { Deeds } from '../telegram/deeds.ts';
import { toWirePerson } from '../telegram/people.ts';
import type { World } from '../telegram/world.ts';
import { Fault, NewPerson } from '../wire.ts';
import type { EventStreams } from './event-stream.ts';
import { notFound, Refusal } from './refusal.ts';
import type { Timeline } from './timeline.ts';

const Text = z.strictObject({ text: z.string().max(100_000) });
const WriteOrPress = z.union([
  Text,
  z.strictObject({ callbackData: z.string().min(1), messageId: z.int().positive() }),
]);
const InitDataBody = z.strictObject({
  startParam: z.string().optional(),
  botId: z.coerce.number().optional(),
});
const LaunchBody = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });
const ClockBody = z.strictObject({
  advanceSeconds: z
    .number()
    .finite()
    .min(0)
    .max(10 * 366 * 86_400),
});

const numberFrom = (text: string | string[] | undefined, what: string): number => {
  if (typeof text !== 'string' || !/^\d{1,16}$/.test(text)) throw notFound(what);
  return Number(text);
};
const personIdOf = (req: Request) => numberFrom(req.params.id, 'person');
const bodyOf = <T extends z.ZodType>(schema: T, req: Request): z.output<T> => schema.parse(req.body ?? {});

type TelegramDeps = { world: World; deeds: Deeds; streams: EventStreams };

/** People, and their chat with the bot. */
export const telegramControlRoutes = ({ world, deeds, streams }: TelegramDeps): Router => {
  const { people, messages, changes, files, bot, profile } = world;
  return Router()
    .get(
      '/telegram/users',
      (_req, res) => void res.json(people.list().map((person) => toWirePerson(people, person))),
    )
    .post('/telegram/users', (req, res) => {
      res.status(201).json(toWirePerson(people, deeds.join(bodyOf(NewPerson, req))));
    })
    .get(
      '/telegram/users/:id',
      (req, res) => void res.json(toWirePerson(people, deeds.getPerson(personIdOf(req)))),
    )
    .get('/telegram/users/:id/messages', (req, res) => {
      const { id } = deeds.getPerson(personIdOf(req));
      res.json(messages.list(id).filter(isShown).map(toChatMessage));
    })
    .post('/telegram/users/:id/messages', (req, res) => {
      const body = bodyOf(WriteOrPress, req);
      if ('text' in body) return void res.status(201).json(deeds.write(personIdOf(req), body.text));
      deeds.press(personIdOf(req), body.messageId, body.callbackData);
      res.json({});
    })
    .patch('/telegram/users/:id/messages/:messageId', (req, res) => {
      const messageId = numberFrom(req.params.messageId, 'message');
      res.json(deeds.edit(personIdOf(req), messageId, bodyOf(Text, req).text));
    })
    .post('/telegram/users/:id/init-data', (req, res) => {
      const { startParam, botId = bot.id } = bodyOf(InitDataBody, req);
      if (botId !== bot.id) throw notFound('bot');
      res.json({ initData: deeds.openApp(personIdOf(req), startParam) });
    })
    .post('/telegram/users/:id/launch', (req, res) => {
      res.json(deeds.launch(personIdOf(req), bodyOf(LaunchBody, req).url));
    })
    .post('/telegram/users/:id/requested-contact', (req, res) => {
      res.json({ response: deeds.requestedContact(personIdOf(req)) });
    })
    .post('/telegram/users/:id/:deed', (req, res, next) => {
      const deed = {
        block: deeds.block,
        unblock: deeds.unblock,
        'share-contact': deeds.shareContact,
        'allow-writing': deeds.allowWriting,
      }[req.params.deed];
      if (!deed) return next();
      deed(personIdOf(req));
      res.status(204).end();
    })
    .get('/telegram/users/:id/chat', (req, res) => {
      res.json(toChatState(deeds.getPerson(personIdOf(req)), { bot, profile }));
    })
    .get('/telegram/users/:id/stream', (req, res) => {
      const { id } = deeds.getPerson(personIdOf(req));
      streams.open(req, res, (send) => changes.watch(id, send));
    })
    .get('/telegram/files/:uniqueId', (req, res) => {
      const file = files.byUniqueId(req.params.uniqueId);
      if (!file) throw notFound('file');
      // An upload may be anything: only a picture is shown, and nothing is ever run.
      const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.mimeType);
      res.set({
        'Content-Type': isPicture ? file.mimeType : 'application/octet-stream',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'Cache-Control': 'private, max-age=31536000, immutable',
        ...(isPicture ? {} : { 'Content-Disposition': 'attachment' }),
      });
      res.end(files.bytesOf(file));
    });
};

type DeskDeps = {
  faults: Faults;
  timeline: Timeline;
  streams: EventStreams;
  clock: TestClock;
  reset: () => void;
};

/** Targets that have a server in this sandbox to break. */
const breakable: readonly Fault['target'][] = [
  'telegram',
  'whatsapp',
  'wechat',
  'legacy-shop',
  'sms',
  'email',
];

/** Faults, the event stream, the clock, and starting over. */
export const deskControlRoutes = ({ faults, timeline, streams, clock, reset }: DeskDeps): Router =>
  Router()
    .get('/faults', (_req, res) => void res.json(faults.list()))
    .post('/faults', (req, res) => {
      const fault = bodyOf(Fault, req);
      if (!breakable.includes(fault.target)) {
        throw new Refusal(422, 'target_absent', `This sandbox has no ${fault.target} to break.`);
      }
      res.status(201).json(faults.add(fault));
    })
    .delete('/faults', (_req, res) => {
      faults.clear();
      res.status(204).end();
    })
    .get('/timeline', (req, res) => streams.open(req, res, (send) => timeline.follow(send)))
    .post('/clock', (req, res) => {
      clock.advanceSeconds(bodyOf(ClockBody, req).advanceSeconds);
      res.json({ now: clock().toISOString() });
    })
    .post('/reset', (_req, res) => {
      reset();
      res.status(204).end();
    });

export const jsonBody = express.json({ limit: '1mb', strict: true });

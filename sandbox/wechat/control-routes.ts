import { type Request, Router } from 'express';
import { z } from 'zod';
import type { EventStreams } from '../control/event-stream.ts';
import { notFound } from '../control/refusal.ts';
import { NewWechatPerson, NewWechatTemplate, WechatCallback, type WechatChange } from '../wire.ts';
import type { Deeds } from './deeds.ts';
import type { MediaStore } from './media.ts';
import type { MenuStore } from './menu.ts';
import type { Templates } from './messages/templates.ts';
import { type People, toWirePerson } from './people.ts';

type Deps = {
  name: string;
  people: People;
  deeds: Deeds;
  templates: Templates;
  menu: MenuStore;
  media: MediaStore;
  streams: EventStreams;
  setCallback: (callback: WechatCallback) => Promise<void>;
  callback: () => WechatCallback | undefined;
  watch: (person: number, listener: (change: WechatChange) => void) => () => void;
};

const Said = z.union([
  z.strictObject({ text: z.string().max(100_000) }),
  z.strictObject({ clickKey: z.string().min(1) }),
  z.strictObject({ menuId: z.string().min(1), messageId: z.string().min(1) }),
  z.strictObject({ event: z.literal('SCAN'), scene: z.string().min(1).max(64) }),
  z.strictObject({ event: z.literal('VIEW'), url: z.url() }),
  z.strictObject({
    event: z.literal('user_enter_tempsession'),
    sessionFrom: z.string().max(1000).default(''),
  }),
]);
const OauthCode = z.strictObject({
  scope: z.enum(['snsapi_base', 'snsapi_userinfo']).default('snsapi_base'),
  snapshot: z.boolean().default(false),
});
const Consent = z.strictObject({
  templateId: z.string().min(1),
  count: z.int().min(1).max(100).default(1),
  accept: z.boolean().default(true),
});
const Withdrawal = Consent.pick({ templateId: true });

const bodyOf = <T extends z.ZodType>(schema: T, req: Request): z.output<T> => schema.parse(req.body ?? {});
const idOf = (req: Request): string => String(req.params.id);

/** People of WeChat: what they write, and what their client hands to an app. */
const personRoutes = ({ people, deeds, streams, watch }: Deps): Router =>
  Router()
    .get(
      '/wechat/users',
      (_req, res) => void res.json(people.list().map((person) => toWirePerson(people, person))),
    )
    .post('/wechat/users', (req, res) => {
      res.status(201).json(toWirePerson(people, deeds.join(bodyOf(NewWechatPerson, req))));
    })
    .get('/wechat/users/:id', (req, res) => void res.json(toWirePerson(people, deeds.getPerson(idOf(req)))))
    .get('/wechat/users/:id/messages', (req, res) => void res.json(deeds.chat(idOf(req))))
    .post('/wechat/users/:id/messages', (req, res) => {
      const said = bodyOf(Said, req);
      if ('text' in said) return void res.status(201).json(deeds.write(idOf(req), said.text));
      if ('menuId' in said)
        return void res.status(201).json(deeds.choose(idOf(req), said.messageId, said.menuId));
      if ('clickKey' in said) deeds.click(idOf(req), said.clickKey);
      else if (said.event === 'SCAN') deeds.scan(idOf(req), said.scene);
      else if (said.event === 'VIEW') deeds.view(idOf(req), said.url);
      else deeds.enter(idOf(req), said.sessionFrom);
      res.json({});
    })
    .post('/wechat/users/:id/login-code', (req, res) => void res.json({ code: deeds.loginCode(idOf(req)) }))
    .post('/wechat/users/:id/phone-code', (req, res) => void res.json({ code: deeds.phoneCode(idOf(req)) }))
    .post('/wechat/users/:id/oauth-code', (req, res) => {
      res.json({ code: deeds.oauthCode(idOf(req), bodyOf(OauthCode, req)) });
    })
    .post('/wechat/users/:id/profile-data', (req, res) => void res.json(deeds.profileData(idOf(req))))
    .get('/wechat/users/:id/consents', (req, res) => void res.json(deeds.consents(idOf(req))))
    .post('/wechat/users/:id/subscribe-consent', (req, res) => {
      deeds.answerSubscribe(idOf(req), bodyOf(Consent, req));
      res.json(deeds.consents(idOf(req)));
    })
    .post('/wechat/users/:id/subscribe-withdraw', (req, res) => {
      deeds.withdrawSubscribe(idOf(req), bodyOf(Withdrawal, req).templateId);
      res.json(deeds.consents(idOf(req)));
    })
    .post('/wechat/users/:id/:deed', (req, res, next) => {
      const { follow, unfollow, block, unblock } = deeds;
      const deed = { follow, unfollow, block, unblock }[req.params.deed];
      if (!deed) return next();
      deed(idOf(req));
      res.status(204).end();
    })
    .get('/wechat/users/:id/stream', (req, res) => {
      const { number } = deeds.getPerson(idOf(req));
      streams.open(req, res, (send) => watch(number, send));
    });

/** People of WeChat, and the dashboard of the app's developer. */
export const wechatControlRoutes = (deps: Deps): Router => {
  const { name, templates, menu, media, setCallback, callback } = deps;
  return personRoutes(deps)
    .get('/wechat/account', (_req, res) => void res.json({ name }))
    .get('/wechat/callback', (_req, res) => {
      const current = callback();
      if (!current) throw notFound('callback');
      res.json(current);
    })
    .post('/wechat/callback', async (req, res) => {
      const wanted = bodyOf(WechatCallback, req);
      await setCallback(wanted);
      res.json(wanted);
    })
    .get('/wechat/media/:mediaId', (req, res) => {
      const found = media.find(req.params.mediaId);
      if (!found) throw notFound('picture');
      res.set({
        'Content-Type': found.mime_type,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
      res.end(media.bytesOf(found.id));
    })
    .get('/wechat/menu', (_req, res) => void res.json(menu.buttons()))
    .get('/wechat/templates', (_req, res) => void res.json(templates.list()))
    .post('/wechat/templates', (req, res) => {
      res.status(201).json(templates.add(bodyOf(NewWechatTemplate, req)));
    })
    .post('/wechat/templates/:templateId/disable', (req, res) => {
      const { templateId } = req.params;
      if (!templates.find(templateId)) throw notFound('template');
      templates.disable(templateId);
      res.status(204).end();
    });
};

import { Router } from 'express';
import { readArguments } from '../../telegram/calls/read-request.ts';
import type { MediaStore } from '../media.ts';
import type { MenuStore } from '../menu.ts';
import type { Send } from '../messages/send.ts';
import type { Templates } from '../messages/templates.ts';
import { WechatError } from '../wechat-error.ts';
import { jsonOf, parameter, textOf } from './call.ts';
import type { Faulty } from './faulty.ts';

type Deps = { send: Send; media: MediaStore; menu: MenuStore; templates: Templates; faulty: Faulty };

const done = { errcode: 0, errmsg: 'ok' };

/** Messages to people, pictures in them, and the menu below the chat. Behind the access token. */
export const messageRoutes = ({ send, media, menu, templates, faulty }: Deps): Router =>
  Router()
    .all('/cgi-bin/message/custom/send', faulty(48002), (req, res) => {
      send.custom(jsonOf(req), req.get('traceparent'));
      res.json(done);
    })
    .all('/cgi-bin/message/custom/typing', (req, res) => {
      const { touser, command } = jsonOf(req);
      if (command === 'Typing') send.typing(textOf(touser));
      res.json(done);
    })
    .all('/cgi-bin/message/subscribe/send', faulty(43101), (req, res) => {
      const id = send.subscribe(jsonOf(req), req.get('traceparent'));
      // A bare number, larger than JavaScript's.
      res.type('json').send(JSON.stringify({ ...done, msgid: 0 }).replace(':0}', `:${id}}`));
    })
    .get('/wxaapi/newtmpl/gettemplate', (_req, res) => {
      const data = templates.list().map(({ templateId, title, content }) => ({
        ...{ priTmplId: templateId, title, content, example: content, type: 2 },
      }));
      res.json({ ...done, data });
    })
    .post('/cgi-bin/media/upload', async (req, res) => {
      const args = await readArguments(req, new URLSearchParams()).catch(() => null);
      const file = args?.file('media');
      if (!file) throw new WechatError(41005);
      res.json(media.add(parameter(req, 'type'), file));
    })
    .get('/cgi-bin/media/get', (req, res) => {
      const found = media.find(parameter(req, 'media_id'));
      if (!found) throw new WechatError(40007);
      res.set({
        'Content-Type': found.mime_type,
        'Content-Disposition': `attachment; filename="${encodeURIComponent(found.name)}"`,
        'X-Content-Type-Options': 'nosniff',
      });
      res.end(media.bytesOf(found.id));
    })
    .all('/cgi-bin/menu/create', (req, res) => {
      menu.set(jsonOf(req));
      res.json(done);
    })
    .get('/cgi-bin/menu/get', (_req, res) => {
      const current = menu.current();
      if (!current) throw new WechatError(46003);
      res.json({ menu: current });
    })
    .get('/cgi-bin/menu/delete', (_req, res) => {
      menu.remove();
      res.json(done);
    });

import { z } from 'zod';
import { WechatError } from '../wechat-error.ts';
import type { Content } from './messages.ts';

const maxTextBytes = 2048;
const words = z.string().min(1);

/** `POST /cgi-bin/message/custom/send`, as far as people at the desk can be shown it. Unknown fields are let be. */
const CustomMessage = z.discriminatedUnion('msgtype', [
  z.looseObject({ msgtype: z.literal('text'), text: z.looseObject({ content: z.string() }) }),
  z.looseObject({ msgtype: z.literal('image'), image: z.looseObject({ media_id: words }) }),
  z.looseObject({
    msgtype: z.literal('link'),
    link: z.looseObject({ title: words, description: z.string(), url: z.url(), thumb_url: z.string() }),
  }),
  z.looseObject({
    msgtype: z.literal('news'),
    news: z.looseObject({
      articles: z.tuple([z.looseObject({ title: words, description: z.string(), url: z.url() })]),
    }),
  }),
  z.looseObject({
    msgtype: z.literal('miniprogrampage'),
    miniprogrampage: z.looseObject({ title: z.string(), pagepath: words, thumb_media_id: z.string() }),
  }),
  z.looseObject({
    msgtype: z.literal('msgmenu'),
    msgmenu: z.looseObject({
      head_content: z.string().default(''),
      list: z
        .array(z.looseObject({ id: z.union([z.string(), z.int()]).transform(String), content: words }))
        .min(1),
      tail_content: z.string().optional(),
    }),
  }),
]);
type CustomMessage = z.output<typeof CustomMessage>;

const known = new Set(['text', 'image', 'link', 'news', 'miniprogrampage', 'msgmenu']);

const read = (body: Record<string, unknown>): CustomMessage => {
  if (!known.has(String(body.msgtype))) throw new WechatError(40008);
  const parsed = CustomMessage.safeParse(body);
  if (!parsed.success) throw new WechatError(40097, parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
};

/** What a customer-service message shows. @throws WechatError 40008, 40097, 44004, 45002, 40007 */
export const contentOf = (
  body: Record<string, unknown>,
  pictureOf: (mediaId: string) => string | undefined,
): Content => {
  const message = read(body);
  switch (message.msgtype) {
    case 'text': {
      const { content } = message.text;
      if (content === '') throw new WechatError(44004);
      if (Buffer.byteLength(content) > maxTextBytes) throw new WechatError(45002);
      return { text: content };
    }
    case 'image': {
      const photo = pictureOf(message.image.media_id);
      if (!photo) throw new WechatError(40007);
      return { photo };
    }
    case 'link': {
      const { title, description, url } = message.link;
      return { link: { title, description, url } };
    }
    case 'news': {
      const [{ title, description, url }] = message.news.articles;
      return { link: { title, description, url } };
    }
    case 'miniprogrampage': {
      const { title, pagepath, thumb_media_id } = message.miniprogrampage;
      if (!pictureOf(thumb_media_id)) throw new WechatError(40007);
      return { miniProgram: { title, pagePath: pagepath } };
    }
    case 'msgmenu': {
      const { head_content, list, tail_content } = message.msgmenu;
      const items = list.map(({ id, content }) => ({ id, text: content }));
      return { text: head_content, menu: { items, ...(tail_content ? { tail: tail_content } : {}) } };
    }
  }
};

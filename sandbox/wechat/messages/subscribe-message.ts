import { z } from 'zod';
import type { WechatTemplate } from '../../wire.ts';
import { WechatError } from '../wechat-error.ts';
import { fits } from './field-limits.ts';
import type { Content } from './messages.ts';
import { placesOf } from './templates.ts';

/** Pages of the mini program that was published: the shell has one. */
const pages: readonly string[] = ['pages/index/index'];

const SubscribeMessage = z.looseObject({
  touser: z.string(),
  template_id: z.string(),
  page: z.string().nullish(),
  data: z.record(z.string(), z.looseObject({ value: z.union([z.string(), z.number()]).transform(String) })),
  miniprogram_state: z.enum(['developer', 'trial', 'formal']).nullish(),
  lang: z.enum(['zh_CN', 'en_US', 'zh_HK', 'zh_TW']).nullish(),
});
export type SubscribeMessage = z.output<typeof SubscribeMessage>;

/** @throws WechatError 47001 */
export const readSubscribeMessage = (body: unknown): SubscribeMessage => {
  const parsed = SubscribeMessage.safeParse(body);
  if (!parsed.success) throw new WechatError(47001, parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
};

const checkPage = (page: string | null | undefined): void => {
  if (!page) return;
  if (!pages.includes(page.split('?')[0] ?? '')) throw new WechatError(41030);
};

/** What it shows: the template's words with the values in their places. @throws WechatError 20001, 41030, 47003 */
export const notificationOf = (
  { data, page }: SubscribeMessage,
  { templateId, title, content, usable }: WechatTemplate,
): Content => {
  if (!usable) throw new WechatError(20001);
  checkPage(page);
  const fields = placesOf(content).map(({ name, type, label }) => {
    const value = data[name]?.value ?? '';
    if (value === '') throw new WechatError(47003, `data.${name}.value is emtpy`);
    if (!fits(type, value)) throw new WechatError(47003, `data.${name}.value invalid`);
    return { name, label, value };
  });
  return { notification: { templateId, title, fields, ...(page ? { page } : {}) } };
};

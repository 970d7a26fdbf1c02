import { hash } from 'node:crypto';
import { z } from 'zod';

/** What is numeric in JSON and text in XML. */
const text = z.union([z.string(), z.number().transform(String)]);

const Item = z.looseObject({
  TemplateId: text.optional(),
  SubscribeStatusString: text.optional(),
  MsgID: text.optional(),
  ErrorCode: text.optional(),
});
export type SubscriptionItem = z.output<typeof Item>;

const Items = z.object({ List: z.union([z.array(Item).max(100), Item.transform((item) => [item])]) });
/** XML has an element around the list, and nothing in it where nothing was chosen. */
const Around = z.union([Items, z.unknown().transform(() => undefined)]).optional();

/** What must hold of any push; what WeChat adds later is kept. */
export const Push = z.looseObject({
  FromUserName: text.pipe(z.string().min(1).max(128)),
  CreateTime: text.pipe(z.string().regex(/^\d{9,11}$/)),
  MsgType: text.pipe(z.string().min(1).max(64)),
  /** 64 bits, or anything: never a number of JavaScript's. */
  MsgId: text.pipe(z.string().min(1).max(128)).optional(),
  Event: text.pipe(z.string().max(128)).optional(),
  EventKey: text.optional().catch(undefined),
  Content: text.optional().catch(undefined),
  SessionFrom: text.optional().catch(undefined),
  List: z.unknown().optional(),
  SubscribeMsgPopupEvent: Around,
  SubscribeMsgChangeEvent: Around,
  SubscribeMsgSentEvent: Around,
});
export type Push = z.output<typeof Push>;

/** What an event about subscribe messages tells, in whichever form it came. */
export const itemsOf = (push: Push): SubscriptionItem[] =>
  (push.SubscribeMsgPopupEvent ?? push.SubscribeMsgChangeEvent ?? push.SubscribeMsgSentEvent)?.List ??
  Items.safeParse(push).data?.List ??
  [];

/** When the person did it; to the second. */
export const doneAt = ({ CreateTime }: Push): Date => new Date(Number(CreateTime) * 1000);

/**
 * Names a push: told again, it has the same name. Of events WeChat says whose it is, when and what; where one tells of a
 * message, its id goes with them, because two messages to one person may end in the same second. [Message push, retries]
 */
export const updateIdOf = (push: Push): string => {
  if (push.MsgId !== undefined) return `message:${push.MsgId}`;
  const { FromUserName, CreateTime, MsgType, Event, EventKey } = push;
  const about = itemsOf(push).map(({ MsgID }) => MsgID ?? '');
  return `event:${hash('sha256', JSON.stringify([FromUserName, CreateTime, MsgType, Event ?? null, EventKey ?? null, about]), 'hex')}`;
};

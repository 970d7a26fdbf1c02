import type { Clock } from '@atlas/shared/ports';
import { newTraceparent, publishTimeline, traceIdOf } from '@atlas/shared/trace';
import type { Faults } from '../../faults/faults.ts';
import type { Storage } from '../../storage/storage.ts';
import type { WechatChange } from '../../wire.ts';
import { textOf } from '../api/call.ts';
import { newMessageId, type PushBodies } from '../callback/push-body.ts';
import type { Pushes } from '../callback/pushes.ts';
import type { People, PersonRow } from '../people.ts';
import { WechatError } from '../wechat-error.ts';
import type { Consents } from './consents.ts';
import { contentOf } from './custom-message.ts';
import { type Content, type Messages, toWireMessage } from './messages.ts';
import { notificationOf, readSubscribeMessage } from './subscribe-message.ts';
import type { Templates } from './templates.ts';
import type { Windows } from './windows.ts';

type Deps = {
  storage: Storage;
  clock: Clock;
  faults: Faults;
  people: People;
  messages: Messages;
  windows: Windows;
  templates: Templates;
  consents: Consents;
  pushes: Pushes;
  bodies: PushBodies;
  pictureOf: (mediaId: string) => string | undefined;
  publish: (person: number, change: WechatChange) => void;
};

const lateMs = 5000;
const traceForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-/;

const tellTimeline = (kind: string, id: string, traceparent: string | undefined): void =>
  publishTimeline({
    correlationId: traceIdOf(traceparent && traceForm.test(traceparent) ? traceparent : newTraceparent()),
    step: 'message',
    name: `${kind} → wechat`,
    status: '200',
    id,
  });

export type Send = ReturnType<typeof createSend>;

/** Takes messages of the developer, and shows them to the person where WeChat would. */
export const createSend = (deps: Deps) => {
  const { storage, clock, faults, people, messages, windows, templates, consents, pushes, bodies } = deps;

  const recipientOf = (openid: string): PersonRow => {
    const person = people.find(openid);
    if (!person) throw new WechatError(40003);
    return person;
  };
  const show = ({ number: person }: PersonRow, id: string, content: Content): void => {
    const message = messages.add({ id, person, sender: 'bot', at: clock().getTime(), content });
    deps.publish(person, { change: 'message', message: toWireMessage(message) });
  };

  return {
    /** A customer-service message. @throws WechatError 40003, 45015, 45047, 48002, and those of its content */
    custom: (body: Record<string, unknown>, traceparent: string | undefined): void => {
      const person = recipientOf(textOf(body.touser));
      const content = contentOf(body, deps.pictureOf);
      if (person.blocked) throw new WechatError(48002);
      const id = newMessageId();
      storage.transaction(() => {
        windows.take(person.number);
        show(person, id, content);
      });
      tellTimeline(textOf(body.msgtype), id, traceparent);
    },
    /** @throws WechatError 40003, 45015 */
    typing: (openid: string): void => {
      const person = recipientOf(openid);
      if (!windows.isOpen(person.number)) throw new WechatError(45015);
      deps.publish(person.number, { change: 'typing' });
    },
    /**
     * A subscribe message; what became of it is told by an event. Resolves with its id of 64 bits.
     * @throws WechatError 40003, 40037, 20001, 41030, 47003, 43101
     */
    subscribe: (body: Record<string, unknown>, traceparent: string | undefined): string => {
      const message = readSubscribeMessage(body);
      const person = recipientOf(message.touser);
      const template = templates.find(message.template_id);
      if (!template) throw new WechatError(40037);
      const content = notificationOf(message, template);
      const id = newMessageId();
      storage.transaction(() => {
        if (person.blocked || !consents.take(person.number, template.templateId))
          throw new WechatError(43101);
        const fault = faults.take('wechat', ['late', 'lost', 'bounce'])?.kind;
        const hasFailed = fault === 'bounce';
        if (!hasFailed) show(person, id, content);
        if (fault === 'lost') return;
        const outcome = { ErrorCode: hasFailed ? '2' : '0', ErrorStatus: hasFailed ? 'failed' : 'success' };
        const item = { TemplateId: template.templateId, MsgID: id, ...outcome };
        pushes.add(person.number, bodies.subscribeEvent(person, 'subscribe_msg_sent_event', [item]), {
          delayMs: fault === 'late' ? lateMs : 0,
        });
      });
      tellTimeline('subscribe message', id, traceparent);
      return id;
    },
  };
};

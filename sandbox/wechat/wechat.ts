import { EventEmitter } from 'node:events';
import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Router } from 'express';
import type { EventStreams } from '../control/event-stream.ts';
import type { Faults } from '../faults/faults.ts';
import type { Storage } from '../storage/storage.ts';
import type { NewWechatTemplate, WechatCallback, WechatChange, WechatTemplate } from '../wire.ts';
import { type Account, loadAccount } from './account.ts';
import { createFaulty } from './api/faulty.ts';
import { createWechatApi } from './api/wechat-api.ts';
import { createDelivery } from './callback/delivery.ts';
import { createPushBodies, newMessageId } from './callback/push-body.ts';
import { createPushes } from './callback/pushes.ts';
import { createSubscription } from './callback/subscription.ts';
import { createCodes } from './codes.ts';
import { wechatControlRoutes } from './control-routes.ts';
import { createDeeds } from './deeds.ts';
import { createMedia } from './media.ts';
import { createMenu } from './menu.ts';
import { createConsents } from './messages/consents.ts';
import { type Content, createMessages, type StoredMessage, toWireMessage } from './messages/messages.ts';
import { createSend } from './messages/send.ts';
import { createTemplates } from './messages/templates.ts';
import { createWindows } from './messages/windows.ts';
import { createPeople } from './people.ts';
import { createTokens } from './tokens.ts';

type Deps = {
  storage: Storage;
  faults: Faults;
  clock: Clock;
  logger: Logger;
  streams: EventStreams;
  publicUrl: string;
};

export type Wechat = {
  /** Mount at `/wechat`: the API. */
  router: Router;
  controlRoutes: Router;
  account: Account;
  /** What a client is given instead of `https://api.weixin.qq.com`. */
  apiRoot: string;
  /** Checks the URL by `echostr`, then pushes go there. @throws Refusal */
  setCallback(callback: WechatCallback): Promise<void>;
  addTemplate(template: NewWechatTemplate): WechatTemplate;
  /** What the person sees in their chat, newest first; nothing for who is not there. */
  chatOf(openid: string): StoredMessage[];
  /** The bytes of a picture in a chat. */
  pictureBytes(mediaId: string): Buffer | undefined;
  reset(): void;
  stop(): Promise<void>;
};

/** WeChat's servers, with the people at the other end. */
export const createWechat = (deps: Deps): Wechat => {
  const { storage, faults, clock, logger, streams, publicUrl } = deps;
  const stopping = new AbortController();
  const account = loadAccount(storage);
  const stored = { storage, clock };
  const people = createPeople({ storage, publicUrl });
  const messages = createMessages({ storage });
  const templates = createTemplates({ storage });
  const menu = createMenu({ storage });
  const media = createMedia(stored);
  const { pictureOf } = media;
  const codes = createCodes(stored);
  const pushes = createPushes(stored);
  const subscription = createSubscription({ ...stored, account });
  const emitter = new EventEmitter().setMaxListeners(0);
  const publish = (person: number, change: WechatChange) => void emitter.emit(String(person), change);

  const show = (person: number, sender: 'bot' | 'wechat', content: Content): void => {
    const at = clock().getTime();
    const message = messages.add({ id: newMessageId(), person, sender, at, content });
    publish(person, { change: 'message', message: toWireMessage(message) });
  };
  const delivery = createDelivery({
    ...{ account, people, pushes, subscription, faults, clock, show, pictureOf },
  });
  const setCallback = async (callback: WechatCallback): Promise<void> => {
    await subscription.set(callback);
    delivery.pump();
  };
  const shared = {
    ...{ storage, clock, people, messages, templates, pushes, publish },
    windows: createWindows(stored),
    consents: createConsents({ storage }),
    bodies: createPushBodies({ account, clock }),
  };
  const deeds = createDeeds({ ...shared, account, codes, menu });
  return {
    account,
    apiRoot: `${publicUrl}/sandbox/wechat`,
    setCallback,
    addTemplate: templates.add,
    router: createWechatApi({
      ...{ account, people, codes, menu, media, templates, clock, logger, publicUrl },
      send: createSend({ ...shared, faults, pictureOf }),
      tokens: createTokens(stored),
      faulty: createFaulty({ faults, stopping: stopping.signal }),
    }),
    controlRoutes: wechatControlRoutes({
      name: account.name,
      ...{ people, deeds, templates, media, menu, streams, setCallback },
      callback: subscription.current,
      watch: (person, listener) => {
        emitter.on(String(person), listener);
        return () => void emitter.off(String(person), listener);
      },
    }),
    chatOf: (openid) => {
      const person = people.find(openid);
      return person ? messages.list(person.number).reverse() : [];
    },
    pictureBytes: (id) => (media.find(id)?.type === 'image' ? media.bytesOf(id) : undefined),
    reset: () => {
      people.reset();
      media.reset();
      templates.enableAll();
    },
    stop: async () => {
      stopping.abort();
      await delivery.stop();
    },
  };
};

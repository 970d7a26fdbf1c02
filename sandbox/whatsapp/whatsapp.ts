import { EventEmitter } from 'node:events';
import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Router } from 'express';
import type { EventStreams } from '../control/event-stream.ts';
import type { Faults } from '../faults/faults.ts';
import type { Storage } from '../storage/storage.ts';
import type { WhatsappChange } from '../wire.ts';
import { type Business, loadBusiness } from './business.ts';
import { whatsappControlRoutes } from './control-routes.ts';
import { createDeeds } from './deeds.ts';
import { createExchange } from './flows/exchange.ts';
import { createFlowPhone } from './flows/flow-phone.ts';
import { createFlowStore } from './flows/flow-store.ts';
import { createGraphApi } from './graph-api.ts';
import { refusal } from './graph-error.ts';
import { createMedia } from './media.ts';
import { createFaulty } from './messages/faulty.ts';
import { createMessages, isShown, type StoredMessage } from './messages/messages.ts';
import { createRates } from './messages/rates.ts';
import { createReadContent } from './messages/read-content.ts';
import { createSendMessage } from './messages/send-message.ts';
import { createPeople } from './people.ts';
import { createTemplates } from './templates/templates.ts';
import { createChangeValues } from './webhook/change-values.ts';
import { createDelivery } from './webhook/delivery.ts';
import { createNotifications } from './webhook/notifications.ts';
import { createSubscriptions } from './webhook/subscriptions.ts';

type Deps = {
  storage: Storage;
  faults: Faults;
  clock: Clock;
  logger: Logger;
  streams: EventStreams;
  publicUrl: string;
  rateLimits: boolean;
};

export type Whatsapp = {
  /** Mount at `/whatsapp`: the Graph API. */
  router: Router;
  controlRoutes: Router;
  business: Business;
  /** What a client is given instead of `https://graph.facebook.com`. */
  apiRoot: string;
  /** What the person sees in their chat, newest first; nothing for who is not there. */
  chatOf(userId: string): StoredMessage[];
  /** The bytes of a picture in a chat. */
  pictureBytes(mediaId: string): Buffer | undefined;
  reset(): void;
  stop(): Promise<void>;
};

/** WhatsApp's Cloud API, with the people at the other end. */
export const createWhatsapp = (deps: Deps): Whatsapp => {
  const { storage, faults, clock, logger, streams, publicUrl, rateLimits } = deps;
  const stopping = new AbortController();
  const apiRoot = `${publicUrl}/sandbox/whatsapp`;
  const business = loadBusiness(storage);
  const people = createPeople({ storage, publicUrl });
  const messages = createMessages({ storage });
  const media = createMedia({ storage, clock, business, root: apiRoot });
  const templates = createTemplates({ storage });
  const flows = createFlowStore({ storage });
  const exchange = createExchange({ business, stopping: stopping.signal });
  const notifications = createNotifications({ storage, clock });
  const subscriptions = createSubscriptions({ storage });
  const values = createChangeValues({ business });
  const delivery = createDelivery({ business, notifications, subscriptions, faults, clock });
  const emitter = new EventEmitter().setMaxListeners(0);
  const publish = (person: number, change: WhatsappChange) => void emitter.emit(String(person), change);

  const shared = { storage, clock, people, messages, notifications, values, publish };
  const deeds = createDeeds(shared);
  const sendMessage = createSendMessage({
    ...shared,
    faults,
    business,
    rates: createRates({ clock, enabled: rateLimits }),
    readContent: createReadContent({ media, templates, flows }),
  });
  const flowPhone = createFlowPhone({ store: flows, exchange, complete: deeds.completeFlow });
  delivery.pump();
  return {
    business,
    apiRoot,
    router: createGraphApi({
      business,
      media,
      templates,
      flows,
      exchange,
      subscriptions,
      sendMessage,
      markRead: ({ message_id: messageId, typing_indicator: typing }) => {
        const message = messages.find(messageId);
        if (message?.sender !== 'user') throw refusal(131009, 'message_id names no message');
        messages.setReadUpTo(message);
        publish(message.person, { change: 'read', messageId });
        if (typing) publish(message.person, { change: 'typing' });
      },
      faulty: createFaulty({ faults, stopping: stopping.signal }),
      logger,
    }),
    controlRoutes: whatsappControlRoutes({
      business,
      people,
      deeds,
      media,
      templates,
      flowPhone,
      streams,
      watch: (person, listener) => {
        emitter.on(String(person), listener);
        return () => void emitter.off(String(person), listener);
      },
    }),
    chatOf: (userId) => {
      const person = people.find(userId);
      return person ? messages.list(person.number).filter(isShown).reverse() : [];
    },
    pictureBytes: (id) => (media.find(id)?.mime_type.startsWith('image/') ? media.bytesOf(id) : undefined),
    reset: () => {
      notifications.clear();
      messages.reset();
      people.reset();
      media.reset();
      flowPhone.reset();
    },
    stop: async () => {
      stopping.abort();
      await delivery.stop();
    },
  };
};

import type { Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { type RequestHandler, Router } from 'express';
import type { Changes } from '../control/changes.ts';
import type { Faults } from '../faults/faults.ts';
import type { Storage } from '../storage/storage.ts';
import type { InboxChange } from '../wire.ts';
import { loadSmsCredentials, type SmsCredentials } from './credentials.ts';
import { gatewayApi } from './gateway-api.ts';
import { createPostReceipt } from './post-receipt.ts';
import { createSmsFaults, type FaultCodes } from './sms-faults.ts';
import { createSmsNetwork } from './sms-network.ts';
import { createSmsStore, type SmsStore } from './sms-store.ts';
import { twilioApi } from './twilio-api.ts';

export type SmsProvider = {
  /** Mount at `/sms`: the gateway's contract and Twilio's, side by side. */
  router: Router;
  credentials: SmsCredentials;
  store: SmsStore;
  stop(): Promise<void>;
};

type Deps = {
  storage: Storage;
  faults: Faults;
  clock: Clock;
  logger: Logger;
  changes: Changes<InboxChange>;
};

/** An SMS provider with a phone at the other end. */
export const createSmsProvider = ({ storage, faults, clock, logger, changes }: Deps): SmsProvider => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const credentials = loadSmsCredentials(storage);
  const store = createSmsStore({ storage });
  const postReceipt = createPostReceipt({ credentials, clock, stopping: signal });
  const network = createSmsNetwork({ store, faults, clock, changes, postReceipt, stopping: signal });
  const faulty = (codes: FaultCodes, blockedStatus: number): RequestHandler =>
    createSmsFaults({ faults, stopping: signal, codes, blockedStatus });
  const deps = { credentials, store, network, logger, faulty };
  network.resume();
  return {
    router: Router()
      .use(gatewayApi(deps))
      .use(twilioApi(deps))
      .use((_req, res) => void res.status(404).json({ code: 'not_found' })),
    credentials,
    store,
    stop: async () => {
      stopping.abort();
      await network.idle();
    },
  };
};

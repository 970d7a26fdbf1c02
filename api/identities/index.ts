import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { createContactIndex } from '../codes/index.ts';
import type { EventLog } from '../event-log/index.ts';
import type { Idempotency, Route } from '../http/index.ts';
import type { MergeAccounts } from '../merges/index.ts';
import type { EraseWithin } from '../personal-data/index.ts';
import type { EndOtherSessions } from '../sessions/index.ts';
import { createClaimConnection, createPreviewConnection, createReadMergeOffer } from './claim-connection.ts';
import { createClaimantOfIdentity, createClaimantOfSession } from './claimants.ts';
import { createConfirmConnection } from './confirm-connection.ts';
import type { BotAddresses } from './connect-links.ts';
import { createJoins } from './join-identity.ts';
import {
  createCancelConnection,
  createPreviewPendingMerge,
  createReadConnection,
} from './read-connection.ts';
import { createRemoveIdentity } from './remove-identity.ts';
import { identitiesRoutes } from './routes.ts';
import { serviceConnectionRoutes } from './service-routes.ts';
import { createStartConnection } from './start-connection.ts';

type Deps = {
  database: Database;
  clock: Clock;
  vault: Vault;
  eventLog: EventLog;
  idempotency: Idempotency;
  eraseWithin: EraseWithin;
  endOtherSessions: EndOtherSessions;
  mergeAccounts: MergeAccounts;
  botAddresses: BotAddresses;
};

/** One person in several messengers: which of them sign in, how another one comes in, how one goes. */
export const createIdentities = (deps: Deps): Route[] => {
  const { database, vault } = deps;
  const previewConnection = createPreviewConnection(deps);
  const claimConnection = createClaimConnection(deps);
  const claimantOfIdentity = createClaimantOfIdentity({
    sql: database,
    contactIndex: createContactIndex(vault),
  });
  return [
    ...identitiesRoutes({
      database,
      startConnection: createStartConnection(deps),
      readConnection: createReadConnection(deps),
      cancelConnection: createCancelConnection(deps),
      claimantOfSession: createClaimantOfSession(database),
      previewConnection,
      readMergeOffer: createReadMergeOffer(deps),
      claimConnection,
      confirmConnection: createConfirmConnection({ ...deps, joins: createJoins(deps) }),
      removeIdentity: createRemoveIdentity(deps),
      previewMerge: createPreviewPendingMerge(deps),
    }),
    ...serviceConnectionRoutes({ claimantOfIdentity, previewConnection, claimConnection }),
  ];
};

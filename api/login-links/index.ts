import type { Clock, Database } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { createContactIndex } from '../codes/index.ts';
import type { RateLimits, Route } from '../http/index.ts';
import type { SessionOpener } from '../sessions/index.ts';
import { createCreateLoginLink } from './create-login-link.ts';
import { createHandOver } from './hand-over.ts';
import { createOpenLinkSession, type OpenLinkSession } from './open-link-session.ts';
import { loginLinkRoutes } from './routes.ts';
import { createStartLogin } from './start-login.ts';

type Deps = {
  database: Database;
  clock: Clock;
  rateLimits: RateLimits;
  openSession: SessionOpener;
  vault: Vault;
  wakeEventBus: () => void;
};

/** One-time links out of a chat, and the sign-ins that begin in a browser and go through one. */
export const createLoginLinks = (deps: Deps): { routes: Route[]; openLinkSession: OpenLinkSession } => {
  const openLinkSession = createOpenLinkSession(deps);
  return {
    openLinkSession,
    routes: loginLinkRoutes({
      createLoginLink: createCreateLoginLink({ ...deps, contactIndex: createContactIndex(deps.vault) }),
      openLinkSession,
      startLogin: createStartLogin(deps),
      handOver: createHandOver(deps),
    }),
  };
};

export type { OpenLinkSession };

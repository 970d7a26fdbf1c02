import type { Clock, Database, LegacyShop } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { SealCommand, Vault } from '@atlas/shared/sealing';
import type { EventLog } from '../event-log/index.ts';
import type { Idempotency, Route } from '../http/index.ts';
import type { Holding } from '../personal-data/index.ts';
import type { createRaisedAnswer, EndOtherSessions, RaiseSession } from '../sessions/index.ts';
import { createCustomerSeal } from './customer-seal.ts';
import { createShopLinkHoldings } from './holdings.ts';
import { createLinkShop } from './link-shop.ts';
import { createObjectToLink, type ObjectToLink } from './object-to-link.ts';
import { createHashObjection } from './objection-code.ts';
import { createAlertOwner } from './owner-alerts.ts';
import { createNotifyOwner } from './owner-notice.ts';
import { createPreviewLink } from './preview-link.ts';
import { createProveShopAccount } from './prove-shop-account.ts';
import { createReadLink } from './read-link.ts';
import { createRemindIfAway, startReminders } from './reminders.ts';
import { shopLinkRoutes } from './routes.ts';
import { createSpendShopTry } from './shop-tries.ts';
import { createUnlinkShop } from './unlink-shop.ts';
import { createVerifyPassword } from './verify-password.ts';

export type ShopLinkDeps = {
  /** Null: linking is off. */
  shop: LegacyShop | null;
  database: Database;
  clock: Clock;
  vault: Vault;
  logger: Logger;
  eventLog: EventLog;
  idempotency: Idempotency;
  raiseSession: RaiseSession;
  raisedAnswer: ReturnType<typeof createRaisedAnswer>;
  endOtherSessions: EndOtherSessions;
  /** The password may be what a suspended identity had to prove itself by. */
  reinstate: Parameters<typeof createVerifyPassword>[0]['reinstate'];
  /** Refused passwords are answered at multiples of so many ms (Default: 500). */
  answerEveryMs?: number;
  sealCommand: SealCommand;
  publicUrl: string;
  /** How often a shop that was away is looked for, in ms (Default: 5000). */
  probeEveryMs?: number;
};

export type ShopLinkSlice = {
  routes: Route[];
  objectToLink: ObjectToLink;
  holdings: readonly Holding[];
  stop(): void;
};

/** Linking the old shop's account: its routes, and the look-out for a shop that was away. */
export const createShopLink = ({
  answerEveryMs = 500,
  probeEveryMs,
  ...deps
}: ShopLinkDeps): ShopLinkSlice => {
  const { shop } = deps;
  const customerSeal = createCustomerSeal(deps.vault);
  const alertOwner = createAlertOwner(deps);
  const proveShopAccount = createProveShopAccount({
    ...deps,
    answerEveryMs,
    spendTry: createSpendShopTry(deps),
  });
  const hashObjection = createHashObjection(deps.vault);
  const notifyOwner = createNotifyOwner(deps);
  const parts = { ...deps, customerSeal, alertOwner, proveShopAccount, hashObjection, notifyOwner };
  const reminders = shop ? startReminders({ ...deps, shop, everyMs: probeEveryMs }) : undefined;
  return {
    routes: shopLinkRoutes({
      previewLink: createPreviewLink(parts),
      linkShop: createLinkShop(parts),
      unlinkShop: createUnlinkShop(parts),
      readLink: createReadLink(parts),
      verifyPassword: createVerifyPassword(parts),
      remindIfAway: createRemindIfAway(deps),
    }),
    objectToLink: createObjectToLink(parts),
    holdings: createShopLinkHoldings(customerSeal),
    stop: () => reminders?.stop(),
  };
};

import type { Clock, ShopCustomer, Sql } from '@atlas/shared/ports';
import type { SealCommand } from '@atlas/shared/sealing';
import { selectProfile } from '../accounts/index.ts';
import type { EventLog } from '../event-log/index.ts';
import type { RequestContext } from '../http/index.ts';
import { shopLinkPolicy } from './policy.ts';

export type NotifyOwner = (
  tx: Sql,
  input: {
    accountId: string;
    linkId: string;
    customer: ShopCustomer;
    objectionCode: string;
    context: RequestContext;
  },
) => Promise<void>;

type Deps = { clock: Clock; eventLog: EventLog; sealCommand: SealCommand; publicUrl: string };

/**
 * Commands notify to write to what the shop has on file: if the password was stolen, that is the person to know. The
 * code in it ends the link. Addresses and code leave here sealed to notify's key.
 *
 * @throws AtlasError `unavailable` while notify has no key.
 */
export const createNotifyOwner = ({ clock, eventLog, sealCommand, publicUrl }: Deps): NotifyOwner => {
  const { host } = new URL(publicUrl);
  return async (tx, { accountId, linkId, customer: { email, phone }, objectionCode, context }) => {
    const [profile] = await selectProfile(tx, accountId);
    if (!profile) return;
    const secret = { email, phone, code: objectionCode, site: `${host}/not-me` };
    const data = {
      messageRef: linkId,
      locale: profile.locale,
      expiresAt: new Date(clock().getTime() + shopLinkPolicy.objectionSeconds * 1000).toISOString(),
      sealed: await sealCommand(tx, linkId, secret),
    };
    await eventLog.append(tx, accountId, [{ type: 'notify.send_shop_notice.v1', data }], context);
  };
};

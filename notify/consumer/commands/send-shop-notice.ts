import { z } from 'zod';
import { shopOwnerNotice } from '../../shop-notices/index.ts';
import { type CommandDeps, createOpenSecret, type Obey } from './command.ts';

const ShopNoticeSecret = z.object({
  email: z.string().min(3).nullable(),
  phone: z.string().min(3).nullable(),
  code: z.string().min(12),
  site: z.string().min(3),
});

/** A link, told to whoever reads what the shop has on file. */
export const createSendShopNotice = ({
  createDelivery,
  laneOf,
  ...deps
}: CommandDeps): Obey<'notify.send_shop_notice.v1'> => {
  const open = createOpenSecret(deps);
  return async (tx, event, now) => {
    const { messageRef: ref, locale, sealed } = event.data;
    const secret = await open(tx, ShopNoticeSecret, { id: event.id, ref, sealed });
    const { email, phone, code: objectionCode, site } = secret ?? {};
    const contacts = [
      ...(email ? [{ channel: 'email', contact: email }] : []),
      ...(phone ? [{ channel: 'sms', contact: phone }] : []),
    ];
    return contacts.map(({ channel, contact }) =>
      createDelivery({
        event,
        template: shopOwnerNotice,
        params: { site: site ?? '' },
        secretParams: { objectionCode: objectionCode ?? '' },
        target: { channel, lane: laneOf(channel), contact },
        now,
        ref,
        locale,
        expiresAt: new Date(event.data.expiresAt),
      }),
    );
  };
};

import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { type OpenCommand, VaultError } from '@atlas/shared/sealing';
import { z } from 'zod';
import { code } from '../codes/index.ts';
import { shopOwnerNotice } from '../shop-notices/index.ts';
import { groupKey, maxShownSeconds, totpSetup } from '../totp-setup/index.ts';
import { capTexts } from './cap-texts.ts';
import type { CreateDelivery } from './new-delivery.ts';
import {
  insertDeliveries,
  type NewDelivery,
  selectReachable,
  supersedeDeliveries,
  withdrawDeliveries,
} from './queries.ts';

type Deps = {
  openCommand: OpenCommand;
  createDelivery: CreateDelivery;
  laneOf: (channel: string) => string | undefined;
  logger: Logger;
};

const CodeSecret = z.object({ destination: z.string().min(3), code: z.string().min(4).max(12) });
const TotpSecret = z.object({ otpauthUri: z.string().startsWith('otpauth://'), secret: z.string().min(16) });

const ShopNoticeSecret = z.object({
  email: z.string().min(3).nullable(),
  phone: z.string().min(3).nullable(),
  code: z.string().min(12),
  site: z.string().min(3),
});

const minutesUntil = (until: Date, now: Date) =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));

/** How long after its time a message may still be taken out of a chat: Telegram allows 48 hours. */
const removableSeconds = 47 * 3600;

/** Commands into rows, in the order they were given. What can't be opened is dropped and said so: no retry can mend it. */
export const createObeyCommands = ({ openCommand, createDelivery, laneOf, logger }: Deps) => {
  const open = async <T>(
    tx: Sql,
    schema: z.ZodType<T>,
    { id, ref, sealed }: { id: string; ref: string; sealed: string },
  ): Promise<T | undefined> => {
    try {
      return schema.parse(await openCommand(tx, ref, sealed));
    } catch (error) {
      if (!(error instanceof VaultError || error instanceof z.ZodError)) throw error;
      logger.error({ eventId: id, reason: error.name }, 'command does not open');
      return undefined;
    }
  };

  const sendCode = async (
    tx: Sql,
    event: AtlasEvent<'notify.send_code.v1'>,
    now: Date,
  ): Promise<NewDelivery[]> => {
    const { challengeId: ref, channel, locale, sealed } = event.data;
    const secret = await open(tx, CodeSecret, { id: event.id, ref, sealed });
    if (!secret) return [];
    // A new code of the same challenge: the one before is dead and need not come any more.
    await supersedeDeliveries(tx, ref);
    const expiresAt = new Date(event.data.expiresAt);
    const target = { channel, lane: laneOf(channel), contact: secret.destination };
    return [
      createDelivery({
        event,
        template: code,
        params: { minutes: minutesUntil(expiresAt, now) },
        secretParams: { oneTimeCode: secret.code },
        target,
        now,
        ref,
        locale,
        expiresAt,
      }),
    ];
  };

  const sendShopNotice = async (
    tx: Sql,
    event: AtlasEvent<'notify.send_shop_notice.v1'>,
    now: Date,
  ): Promise<NewDelivery[]> => {
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

  const sendTotpSetup = async (
    tx: Sql,
    event: AtlasEvent<'notify.send_totp_setup.v1'>,
    now: Date,
  ): Promise<NewDelivery[]> => {
    const { messageRef: ref, locale, sealed } = event.data;
    const secret = await open(tx, TotpSecret, { id: event.id, ref, sealed });
    const [to] = await selectReachable(tx, [event.subject]);
    if (!secret || !to) return [];
    const latest = Date.parse(event.time) + maxShownSeconds * 1000;
    const expiresAt = new Date(Math.min(latest, Date.parse(event.data.expiresAt)));
    const target = { channel: to.channel, lane: `${to.channel}:${to.appScope}`, chatId: to.address };
    const draft = { event, target, now, ref, locale, reason: to.isBlocked ? 'recipient_blocked' : null };
    return [
      createDelivery({
        ...draft,
        template: totpSetup,
        params: { minutes: minutesUntil(expiresAt, now) },
        secretParams: {
          otpauthUri: secret.otpauthUri,
          key: secret.secret,
          groupedKey: groupKey(secret.secret),
        },
        expiresAt,
      }),
      // On disk together with the message: whatever happens in between, somebody takes it back.
      createDelivery({
        ...draft,
        template: { ...totpSetup, name: `${totpSetup.name}_removal` },
        params: {},
        operation: 'delete',
        dueAt: expiresAt,
        expiresAt: new Date(expiresAt.getTime() + removableSeconds * 1000),
      }),
    ];
  };

  return async (tx: Sql, events: readonly AtlasEvent[], now: Date): Promise<NewDelivery[]> => {
    const all: NewDelivery[] = [];
    for (const event of events) {
      const asked =
        event.type === 'notify.send_code.v1'
          ? await sendCode(tx, event, now)
          : event.type === 'notify.send_totp_setup.v1'
            ? await sendTotpSetup(tx, event, now)
            : event.type === 'notify.send_shop_notice.v1'
              ? await sendShopNotice(tx, event, now)
              : [];
      const deliveries = await capTexts(tx, asked, now);
      // At once, so that a later command of the same batch finds what it replaces.
      if (deliveries.length > 0) await insertDeliveries(tx, deliveries);
      if (event.type === 'notify.delete_message.v1') await withdrawDeliveries(tx, event.data.messageRef, now);
      all.push(...deliveries);
    }
    return all;
  };
};

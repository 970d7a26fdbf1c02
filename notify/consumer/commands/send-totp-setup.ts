import { z } from 'zod';
import { groupKey, maxShownSeconds, totpSetup } from '../../totp-setup/index.ts';
import { selectReachable } from '../queries.ts';
import { type CommandDeps, createOpenSecret, minutesUntil, type Obey } from './command.ts';

const TotpSecret = z.object({ otpauthUri: z.string().startsWith('otpauth://'), secret: z.string().min(16) });

/** How long after its time a message may still be taken out of a chat: Telegram allows 48 hours. */
const removableSeconds = 47 * 3600;

/** QR and key into the chat, and a row that takes them back. */
export const createSendTotpSetup = ({
  createDelivery,
  ...deps
}: CommandDeps): Obey<'notify.send_totp_setup.v1'> => {
  const open = createOpenSecret(deps);
  return async (tx, event, now) => {
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
        // Only Telegram lets a bot take back what it said.
        params: { minutes: minutesUntil(expiresAt, now), messenger: to.channel },
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
};

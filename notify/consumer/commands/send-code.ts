import { z } from 'zod';
import { code } from '../../codes/index.ts';
import { type CommandDeps, createOpenSecret, minutesUntil, type Obey } from './command.ts';

const CodeSecret = z.object({
  destination: z.string().min(3),
  code: z.string().min(4).max(12),
  /** The chat that it may go to when the number can't be reached. */
  whatsapp: z
    .object({ appScope: z.string(), userId: z.string().min(4), phone: z.string().nullable() })
    .nullish(),
});

const chatParams = ({ whatsapp }: z.output<typeof CodeSecret>) =>
  whatsapp
    ? {
        whatsappScope: whatsapp.appScope,
        whatsappUserId: whatsapp.userId,
        ...(whatsapp.phone ? { whatsappPhone: whatsapp.phone } : {}),
      }
    : {};

/** One code to one number or address. */
export const createSendCode = ({
  createDelivery,
  laneOf,
  ...deps
}: CommandDeps): Obey<'notify.send_code.v1'> => {
  const open = createOpenSecret(deps);
  return async (tx, event, now) => {
    const { challengeId: ref, channel, locale, sealed } = event.data;
    const secret = await open(tx, CodeSecret, { id: event.id, ref, sealed });
    if (!secret) return [];
    const expiresAt = new Date(event.data.expiresAt);
    return [
      createDelivery({
        event,
        template: code,
        params: { minutes: minutesUntil(expiresAt, now) },
        secretParams: { oneTimeCode: secret.code, ...chatParams(secret) },
        target: { channel, lane: laneOf(channel), contact: secret.destination },
        now,
        ref,
        locale,
        expiresAt,
        // One that confirms an address proves nothing when it comes by another.
        mayGoOn: event.data.purpose === 'step_up',
      }),
    ];
  };
};

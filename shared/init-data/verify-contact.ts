import { createBotProof, type InitDataBot } from './bot-proof.ts';
import { invalidInitData } from './invalid-init-data.ts';
import { parseJsonObject, parseSignedFields } from './signed-fields.ts';

/** A phone number that Telegram vouches for. */
export type VerifiedContact = {
  userId: number;
  /** E.164, with the plus. */
  phone: string;
  /** When the person shared it. */
  authDate: Date;
};

const phoneForm = /^\+?([1-9]\d{4,14})$/;

/**
 * Verifies the `response` of the mini app's `requestContact`: signed as init data is, with a `contact` in the place
 * of the `user`, and good only when it is the contact of the person who is signed in.
 *
 * @throws InitDataConfigurationError at creation; `verifyContact` throws only AtlasError `invalid_init_data`.
 */
export const createContactVerifier = (bot: InitDataBot) => {
  const isGenuine = createBotProof(bot);
  return function verifyContact(response: string, { userId }: { userId: number }): VerifiedContact {
    const signed = parseSignedFields(response);
    if (signed.fields.has('user') || !isGenuine(signed)) throw invalidInitData();
    const { user_id, phone_number } = parseJsonObject(signed.fields.get('contact'));
    const digits = typeof phone_number === 'string' ? phoneForm.exec(phone_number)?.[1] : undefined;
    if (user_id !== userId || digits === undefined) throw invalidInitData();
    return { userId, phone: `+${digits}`, authDate: signed.authDate };
  };
};

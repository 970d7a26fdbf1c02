import type { Sql } from '@atlas/shared/ports';
import type { Vault } from '@atlas/shared/sealing';
import { phonePlace, selectCodeChat } from './queries.ts';

/** Where a code may go when its number can't be reached. */
export type CodeChat = {
  /** The business portfolio. */
  appScope: string;
  /** Business-scoped user id. */
  userId: string;
  /** E.164; null where WhatsApp shows none: then no template brings a code there. */
  phone: string | null;
};

export type FindCodeChat = (
  tx: Sql,
  asking: { accountId: string; sessionId: string },
) => Promise<CodeChat | null>;

/**
 * The WhatsApp chat that a code may go to instead of its phone number. Never for a session that was opened from WhatsApp:
 * a factor does not ride on the channel of the proof that it is to confirm.
 */
export const createFindCodeChat =
  (vault: Vault): FindCodeChat =>
  async (tx, asking) => {
    const chat = await selectCodeChat(tx, asking);
    if (!chat) return null;
    const { appScope, subject: userId, sealedPhone, identityId } = chat;
    return {
      appScope,
      userId,
      phone: sealedPhone && vault.open(sealedPhone, phonePlace(identityId)).toString(),
    };
  };

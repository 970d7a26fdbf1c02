import { createHmac } from 'node:crypto';
import type { Clock, Sql } from '@atlas/shared/ports';
import type { SealCommand, Vault } from '@atlas/shared/sealing';
import type { EventLog } from '../event-log/index.ts';
import type { RateLimits, RequestContext } from '../http/index.ts';
import { type HashCode, newCode } from './code-hash.ts';
import { codePolicy } from './code-policy.ts';
import type { ContactIndex, Destination } from './destination.ts';
import { selectLocale } from './queries.ts';
import type { SendLimits } from './send-limits.ts';

export type SentCode = {
  codeHmac: Buffer;
  /** Where the prefix's answered codes are counted; null for e-mail. */
  prefixKey: string | null;
  expiresAt: Date;
  resendAfter: Date | null;
};

export type SendCode = (
  tx: Sql,
  input: {
    accountId: string;
    challengeId: string;
    /** Which asks for the code. */
    sessionId: string;
    purpose: 'enrol' | 'step_up';
    destination: Destination;
    context: RequestContext;
  },
) => Promise<SentCode>;

type Deps = {
  vault: Vault;
  clock: Clock;
  eventLog: EventLog;
  rateLimits: RateLimits;
  limits: SendLimits;
  sealCommand: SealCommand;
  hashCode: HashCode;
  contactIndex: ContactIndex;
  /** The chat that a code for a number may go to when the number can't be reached; null: there is none. */
  findCodeChat: (
    tx: Sql,
    asking: { accountId: string; sessionId: string },
  ) => Promise<{ appScope: string; userId: string; phone: string | null } | null>;
};

/**
 * Makes a code and commands notify to send it, in the caller's transaction, after `lockAccount`: a challenge and its
 * message commit together. The code leaves here sealed to notify's key; what stays is its HMAC.
 *
 * @throws AtlasError `rate_limited`, `resend_too_early`, `send_limited`; `unavailable` while notify has no key.
 */
export const createSendCode = (deps: Deps): SendCode => {
  const { clock, eventLog, rateLimits, limits, sealCommand, hashCode, contactIndex, findCodeChat } = deps;
  const prefixIndexKey = deps.vault.deriveKey('sms-prefix-index');
  const prefixKeyOf = ({ channel, address }: Destination): string | null => {
    if (channel !== 'sms') return null;
    const prefix = address.slice(1, 8);
    return `sms.prefix.${createHmac('sha256', prefixIndexKey).update(prefix).digest('base64url')}`;
  };

  return async (tx, { accountId, challengeId, sessionId, purpose, destination, context }) => {
    await rateLimits.spend('sendByNetwork', context.network);
    const now = clock();
    const { channel, address } = destination;
    const prefixKey = prefixKeyOf(destination);
    const target = { accountId, destinationIndex: contactIndex(address), prefixKey, now };
    const { resendAfter } = await limits.assertPaced(tx, target);
    const code = newCode();
    const expiresAt = new Date(now.getTime() + codePolicy.ttlSeconds * 1000);
    // A number that is not confirmed yet is confirmed by what comes to it, and by nothing else.
    const isChatOpen = purpose === 'step_up' && channel === 'sms';
    const whatsapp = isChatOpen ? await findCodeChat(tx, { accountId, sessionId }) : null;
    const data = {
      challengeId,
      channel,
      purpose,
      locale: await selectLocale(tx, accountId),
      expiresAt: expiresAt.toISOString(),
      sealed: await sealCommand(tx, challengeId, { destination: address, code, whatsapp }),
    };
    await eventLog.append(tx, accountId, [{ type: 'notify.send_code.v1', data }], context);
    await limits.spend(tx, target);
    return { codeHmac: hashCode(challengeId, code), prefixKey, expiresAt, resendAfter };
  };
};

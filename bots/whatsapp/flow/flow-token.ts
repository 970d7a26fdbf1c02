import { hkdfSync } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import { Locale } from '@atlas/shared/wire';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** What a Flow was opened for. */
export type FlowPurpose = {
  /** To whom it was sent: their business-scoped user id. */
  userId: string;
  /** The one question it may answer. */
  challengeId: string;
  locale: Locale;
};

const Claims = z.object({ sub: z.string(), challenge: z.uuid(), locale: Locale });
const toPurpose = (claims: unknown): FlowPurpose | null => {
  const { data } = Claims.safeParse(claims);
  return data ? { userId: data.sub, challengeId: data.challenge, locale: data.locale } : null;
};
const audience = 'atlas-code-flow';
const Signed = z.object({ flow_token: z.string().optional() });

/**
 * Tokens that Flows are sent with. A request says nothing of who is holding the phone: the token alone names person
 * and question, so it is ours, signed, and as short-lived as the question. Under a key of its own, which no signature of
 * Meta's is made with.
 */
export const createFlowTokens = ({
  appSecret,
  phoneNumberId,
  clock,
}: {
  appSecret: string;
  phoneNumberId: string;
  clock: Clock;
}) => {
  const key = new Uint8Array(hkdfSync('sha256', appSecret, '', 'atlas flow token', 32));
  const metaKey = new TextEncoder().encode(appSecret);
  const check = () => ({ algorithms: ['HS256'], currentDate: clock() });

  return {
    issue: ({ userId, challengeId, locale }: FlowPurpose, expiresAt: Date): Promise<string> =>
      new SignJWT({ challenge: challengeId, locale })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(userId)
        .setIssuer(phoneNumberId)
        .setAudience(audience)
        .setExpirationTime(expiresAt)
        .sign(key),

    /** `over`: ours, and too late. Null: not ours. */
    read: async (token: string): Promise<(FlowPurpose & { isOver: boolean }) | null> => {
      try {
        const { payload } = await jwtVerify(token, key, { ...check(), audience, issuer: phoneNumberId });
        const purpose = toPurpose(payload);
        return purpose && { ...purpose, isOver: false };
      } catch (error) {
        // Its signature was good: jose looks at times last.
        const purpose = error instanceof errors.JWTExpired ? toPurpose(error.payload) : null;
        return purpose && { ...purpose, isOver: true };
      }
    },

    /** Whether Meta signed for this very token, with the app secret. [Enhanced endpoint security] */
    isSigned: async (token: string, signature: string): Promise<boolean> => {
      try {
        const { payload } = await jwtVerify(signature, metaKey, check());
        const { data } = Signed.safeParse(payload);
        return data !== undefined && (data.flow_token ?? token) === token;
      } catch {
        return false;
      }
    },
  };
};
export type FlowTokens = ReturnType<typeof createFlowTokens>;

import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

const id = z
  .string()
  .regex(/^\d{5,20}$/, 'must be the digits that Meta shows')
  .optional();

const isRsaKey = (pem: string): boolean => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === 2048;
  } catch {
    return false;
  }
};

/** One business number of WhatsApp. All of them, or none: without them there is no WhatsApp. */
export const whatsappVariables = {
  WHATSAPP_ACCESS_TOKEN: z.string().min(16).optional().describe('Token of a system user of the business.'),
  WHATSAPP_PHONE_NUMBER_ID: id.describe('Id of the number that people write to.'),
  WHATSAPP_BUSINESS_ID: id.describe(
    'The business portfolio: what user ids are relative to. Another one, and nobody is known any more.',
  ),
  WHATSAPP_BUSINESS_ACCOUNT_ID: id.describe(
    'The WhatsApp Business Account; what `npm run whatsapp:templates` makes templates in. With it notify makes `atlas_notice` itself where it is missing.',
  ),
  WHATSAPP_APP_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe('Secret of the app: notifications are signed with it.'),
  WHATSAPP_VERIFY_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,256}$/, 'must be 16 to 256 of A-Z a-z 0-9 _ -')
    .optional()
    .describe('What Meta shows when it asks for the webhook. `openssl rand -hex 32`.'),
  WHATSAPP_FLOW_PRIVATE_KEY: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n'))
    .refine(isRsaKey, 'must be an RSA private key of 2048 bits in PEM, line ends as \\n if need be')
    .optional()
    .describe(
      'Opens what phones send when a code is entered in WhatsApp itself; without it codes are entered in the app alone. `openssl genrsa 2048`.',
    ),
  WHATSAPP_API_ROOT: z
    .url({ protocol: /^https?$/ })
    .default('https://graph.facebook.com')
    .describe('Where the Graph API answers.'),
};

export type WhatsappEnvironment = z.output<z.ZodObject<typeof whatsappVariables>>;

const needed = [
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_BUSINESS_ID',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
] as const;

/** A fault for each variable that is missing beside others. */
export const checkWhatsapp = (environment: WhatsappEnvironment, context: z.core.$RefinementCtx): void => {
  const missing = needed.filter((key) => environment[key] === undefined);
  if (missing.length === needed.length) return;
  for (const key of missing)
    context.addIssue({ code: 'custom', path: [key], message: 'is missing beside the rest of WhatsApp' });
};

/** What the variables say; null where WhatsApp is not set up. */
export const whatsappConfigOf = (environment: WhatsappEnvironment) => {
  const [accessToken, phoneNumberId, businessId, appSecret, verifyToken] = needed.map(
    (key) => environment[key],
  );
  if (!accessToken || !phoneNumberId || !businessId || !appSecret || !verifyToken) return null;
  const apiRoot = environment.WHATSAPP_API_ROOT.replace(/\/+$/, '');
  const accountId = environment.WHATSAPP_BUSINESS_ACCOUNT_ID;
  const flowPrivateKey = environment.WHATSAPP_FLOW_PRIVATE_KEY;
  return {
    ...{ apiRoot, accessToken, phoneNumberId, businessId, appSecret, verifyToken },
    ...(accountId ? { accountId } : {}),
    ...(flowPrivateKey ? { flowPrivateKey } : {}),
  };
};
export type WhatsappConfig = NonNullable<ReturnType<typeof whatsappConfigOf>>;

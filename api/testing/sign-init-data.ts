import { createHmac } from 'node:crypto';

/**
 * Init data as Telegram signs it, straight from the documented recipe and independent of our verifier.
 * `fields` are decoded values; objects become JSON.
 */
export const signInitData = (
  botToken: string,
  fields: Readonly<Record<string, string | number | object>>,
): string => {
  const texts = Object.entries(fields).map(
    ([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const,
  );
  const checkString = texts
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join('\n');
  const secret = createHmac('sha256', 'WebAppData').update(botToken).digest();
  const hash = createHmac('sha256', secret).update(checkString).digest('hex');
  return new URLSearchParams([
    ...texts.map(([key, value]) => [key, value] as [string, string]),
    ['hash', hash],
  ]).toString();
};

import { randomBytes } from 'node:crypto';

/** `wamid.…`: opaque to everybody, as there. */
export const newMessageId = (): string => `wamid.HBgL${randomBytes(27).toString('base64')}`;

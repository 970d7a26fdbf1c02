import { randomBytes, randomInt } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';

/** The business that people write to, with everything that Meta would have given its developer. */
export type Business = {
  /** The business portfolio: what user ids are relative to. */
  portfolioId: string;
  appId: string;
  appSecret: string;
  /** WhatsApp Business Account. */
  wabaId: string;
  phoneNumberId: string;
  /** Digits only: what people write to. */
  phone: string;
  accessToken: string;
  name: string;
};

const setting = 'whatsapp.business';

const digits = (length: number): string =>
  Array.from({ length }, (_, n) => randomInt(n === 0 ? 1 : 0, 10)).join('');

const makeUp = (): Business => ({
  portfolioId: digits(15),
  appId: digits(15),
  appSecret: randomBytes(16).toString('hex'),
  wabaId: digits(15),
  phoneNumberId: digits(15),
  phone: '15550100200',
  accessToken: `EAA${randomBytes(60).toString('base64url').replace(/[-_]/g, 'x')}`,
  name: 'Atlas',
});

/** Made up at the first start, the same ever after. */
export const loadBusiness = (storage: Storage): Business => {
  const known = storage.setting<Business>(setting);
  if (known) return known;
  const made = makeUp();
  storage.setSetting(setting, made);
  return made;
};

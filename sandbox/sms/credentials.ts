import { randomBytes } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';

export type SmsCredentials = { gatewayKey: string; twilioAccountSid: string; twilioAuthToken: string };

const setting = 'sms.credentials';

/** What clients show; made once, and kept over restarts and resets. */
export const loadSmsCredentials = (storage: Storage): SmsCredentials => {
  const known = storage.setting<SmsCredentials>(setting);
  if (known) return known;
  const made = {
    gatewayKey: randomBytes(24).toString('base64url'),
    twilioAccountSid: `AC${randomBytes(16).toString('hex')}`,
    twilioAuthToken: randomBytes(16).toString('hex'),
  };
  storage.setSetting(setting, made);
  return made;
};

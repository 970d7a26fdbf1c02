import { generateKeyPairSync } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';

const setting = 'whatsapp.flow_private_key';

/** The developer's key for Flows, in PEM. Made when it is first wanted: that takes a moment. */
export const loadFlowKey = (storage: Storage): string => {
  const known = storage.setting<string>(setting);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  storage.setSetting(setting, pem);
  return pem;
};

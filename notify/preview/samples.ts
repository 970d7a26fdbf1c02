import { createBroadcastTemplates } from '../broadcast/index.ts';
import { code } from '../codes/index.ts';
import { digest } from '../digest/index.ts';
import { reasons } from '../reasons.ts';
import { shopOwnerNotice } from '../shop-notices/index.ts';
import type { Params, Template } from '../templates/index.ts';
import { totpSetup } from '../totp-setup/index.ts';

const nobodysTexts = () => Promise.reject(new Error('a sample has its texts already'));

/** Everything Atlas writes. */
export const allTemplates: readonly Template[] = [
  ...reasons,
  ...createBroadcastTemplates(nobodysTexts),
  code,
  digest,
  shopOwnerNotice,
  totpSetup,
];

/** Every parameter that any template takes. */
export const sampleParams: Params = {
  confirmationId: '01890a5d-ac96-774b-bcce-b302099a8057',
  recoveryId: '01890a5d-ac96-774b-bcce-b302099a8057',
  minutes: 5,
  count: 2,
  left: 3,
  factorKind: 'sms',
  isFirst: 'yes',
  wasLast: 'yes',
  reason: 'removed',
  by: 'chat',
  readyAt: Date.UTC(2026, 10, 22, 8, 50),
  undoUntil: Date.UTC(2026, 11, 20),
  oneTimeCode: '730461',
  objectionCode: '4821 0937 5526',
  site: 'shop.example/not-me',
  otpauthUri: 'otpauth://totp/Atlas:Anna?secret=JBSWY3DPEHPK3PXP',
  key: 'JBSWY3DPEHPK3PXP',
  groupedKey: 'JBSW Y3DP EHPK 3PXP',
  orderNumber: 'A-1042',
  totalMinor: 129_900,
  currency: 'EUR',
  isTracked: 'yes',
  trackingNumber: 'RB123456785CN',
  canRetry: 'yes',
  achievement: 'first_order',
  messenger: 'whatsapp',
  title: 'News',
  text: 'First.\n\nSecond.',
  items: [
    { template: 'achievement_granted', params: { achievement: 'linked' } },
    { template: 'achievement_granted', params: { achievement: 'protected' } },
    { template: 'of_a_newer_version', params: {} },
  ],
};

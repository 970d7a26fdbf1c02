import type { Fault } from '../../../../wire.ts';
import type { Dictionary } from '../../text/en.ts';

export const targetLabels: Record<Fault['target'], keyof Dictionary> = {
  telegram: 'targetTelegram',
  whatsapp: 'targetWhatsapp',
  wechat: 'targetWechat',
  sms: 'targetSms',
  email: 'targetEmail',
  'legacy-shop': 'targetShop',
  bus: 'targetBus',
};

export const kindLabels: Record<Fault['kind'], keyof Dictionary> = {
  error: 'kindError',
  429: 'kind429',
  timeout: 'kindTimeout',
  drop: 'kindDrop',
  slow: 'kindSlow',
  blocked: 'kindBlocked',
  duplicate: 'kindDuplicate',
  down: 'kindDown',
  late: 'kindLate',
  lost: 'kindLost',
  bounce: 'kindBounce',
};

/** In the order of the tables above; an object would list `429` first. */
export const targets = Object.keys(targetLabels) as Fault['target'][];
export const kinds: readonly Fault['kind'][] = [
  'error',
  '429',
  'timeout',
  'drop',
  'slow',
  'blocked',
  'duplicate',
  'down',
  'late',
  'lost',
  'bounce',
];

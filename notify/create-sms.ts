import type { Channel, Clock } from '@atlas/shared/ports';
import { createSmsGatewayChannel, createTwilioChannel } from './channels/index.ts';
import {
  createReadGatewayReceipt,
  createReadTwilioReceipt,
  type ReadReceipt,
  receiptPath,
} from './receipts/index.ts';

export type SmsOptions = {
  provider: 'gateway' | 'twilio';
  apiRoot: string;
  /** The gateway's key; for Twilio `<account sid>:<auth token>`. */
  apiKey: string;
  sender: string;
  /** Origin under which the provider reaches us. */
  publicUrl: string;
  clock: Clock;
  /** What operators know it by, where that is not the kind of provider. */
  name?: string;
  /** How long a call may take (Default: 10000). */
  timeoutMs?: number;
};

/** An SMS provider both ways: the channel out, and the reader of its receipts. */
export const createSms = ({
  provider,
  publicUrl,
  name = provider,
  ...options
}: SmsOptions): { channel: Channel; readReceipt: ReadReceipt } => {
  const { apiKey, clock } = options;
  const channelOptions = { ...options, provider: name, callbackUrl: `${publicUrl}${receiptPath}` };
  if (provider === 'gateway') {
    return {
      channel: createSmsGatewayChannel(channelOptions),
      readReceipt: createReadGatewayReceipt({ apiKey, clock }),
    };
  }
  const authToken = apiKey.slice(apiKey.indexOf(':') + 1);
  return {
    channel: createTwilioChannel(channelOptions),
    readReceipt: createReadTwilioReceipt({ authToken }),
  };
};

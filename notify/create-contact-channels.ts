import type { Channel, Clock } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import { createEmailChannel, createFailoverChannel } from './channels/index.ts';
import type { ContactVariables } from './config.ts';
import { createSms, type SmsOptions } from './create-sms.ts';
import { createReadAnyReceipt, type ReadReceipt } from './receipts/index.ts';

type Deps = {
  variables: ContactVariables;
  /** Origin under which providers reach us. */
  publicUrl: string;
  clock: Clock;
  logger: Logger;
  /** How long a call may take (Default: 10000). */
  timeoutMs?: number;
};

/** SMS and e-mail, each by one provider or by two. */
export const createContactChannels = ({
  variables,
  publicUrl,
  clock,
  logger,
  timeoutMs,
}: Deps): { channels: Channel[]; readReceipt: ReadReceipt } => {
  const byAll = (first: Channel, ...others: readonly Channel[]): Channel =>
    others.length === 0
      ? first
      : createFailoverChannel({
          providers: [first, ...others],
          onChange: (change) => logger.warn(change, change.isOut ? 'provider left out' : 'provider back'),
        });
  const smsBy = (account: Pick<SmsOptions, 'provider' | 'apiRoot' | 'apiKey' | 'sender' | 'name'>) =>
    createSms({ ...account, publicUrl, clock, timeoutMs });
  const emailBy = (smtpUrl: string) => createEmailChannel({ smtpUrl, from: variables.MAIL_FROM, timeoutMs });

  const sms = smsBy({
    provider: variables.SMS_PROVIDER,
    apiRoot: variables.SMS_API_ROOT,
    apiKey: variables.SMS_API_KEY,
    sender: variables.SMS_SENDER,
  });
  const { SMS_FALLBACK_PROVIDER, SMS_FALLBACK_API_ROOT, SMS_FALLBACK_API_KEY } = variables;
  const moreSms =
    SMS_FALLBACK_API_ROOT && SMS_FALLBACK_API_KEY
      ? [
          smsBy({
            provider: SMS_FALLBACK_PROVIDER,
            name: SMS_FALLBACK_PROVIDER === variables.SMS_PROVIDER ? `${SMS_FALLBACK_PROVIDER}-2` : undefined,
            apiRoot: SMS_FALLBACK_API_ROOT,
            apiKey: SMS_FALLBACK_API_KEY,
            sender: variables.SMS_FALLBACK_SENDER ?? variables.SMS_SENDER,
          }),
        ]
      : [];
  const moreEmail = variables.SMTP_FALLBACK_URL ? [emailBy(variables.SMTP_FALLBACK_URL)] : [];
  return {
    channels: [
      byAll(sms.channel, ...moreSms.map(({ channel }) => channel)),
      byAll(emailBy(variables.SMTP_URL), ...moreEmail),
    ],
    readReceipt: createReadAnyReceipt([sms, ...moreSms].map(({ readReceipt }) => readReceipt)),
  };
};

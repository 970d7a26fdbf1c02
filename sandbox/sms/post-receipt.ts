import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@atlas/shared/ports';
import type { SmsCredentials } from './credentials.ts';
import type { SmsStatus, StoredSms } from './sms-store.ts';

/** Tells the sender what became of a text, where it wants to know. Rejects only when the sandbox stops. */
export type PostReceipt = (sms: StoredSms, status: SmsStatus) => Promise<void>;

/** Five tries within some seconds; a sender that is down longer has missed it. */
const retryMs = [200, 800, 2000, 5000];
const timeoutMs = 5000;

type Deps = { credentials: SmsCredentials; clock: Clock; stopping: AbortSignal };

/** The gateway's receipt: JSON, signed over time and body. */
const gatewayReceipt = (sms: StoredSms, status: SmsStatus, { credentials, clock }: Deps): RequestInit => {
  const body = JSON.stringify({
    id: sms.id,
    clientRef: sms.client_ref,
    status,
    ...(sms.error_code ? { errorCode: sms.error_code } : {}),
    at: clock().toISOString(),
  });
  const seconds = Math.floor(clock().getTime() / 1000);
  const signature = createHmac('sha256', credentials.gatewayKey).update(`${seconds}.${body}`).digest('hex');
  return {
    body,
    headers: { 'Content-Type': 'application/json', 'X-Signature': `t=${seconds},v1=${signature}` },
  };
};

/** Twilio's status callback: a form, signed over address and fields. [Twilio, Validating requests] */
const twilioReceipt = (sms: StoredSms, status: SmsStatus, { credentials }: Deps): RequestInit => {
  const fields = {
    AccountSid: credentials.twilioAccountSid,
    From: sms.sender,
    MessageSid: sms.id,
    MessageStatus: status,
    SmsSid: sms.id,
    SmsStatus: status,
    To: sms.recipient,
    ...(sms.error_code ? { ErrorCode: sms.error_code } : {}),
  };
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = sms.callback_url + sorted.map(([name, value]) => name + value).join('');
  const signature = createHmac('sha1', credentials.twilioAuthToken).update(signed).digest('base64');
  return { body: new URLSearchParams(fields), headers: { 'X-Twilio-Signature': signature } };
};

export const createPostReceipt = (deps: Deps): PostReceipt => {
  const { stopping } = deps;
  const attempt = async (url: string, init: RequestInit): Promise<boolean> => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { method: 'POST', redirect: 'error', ...init, signal }).catch(
      () => undefined,
    );
    await response?.body?.cancel().catch(() => undefined);
    return response?.ok ?? false;
  };
  return async (sms, status) => {
    if (!sms.callback_url) return;
    const receipt = sms.provider === 'gateway' ? gatewayReceipt : twilioReceipt;
    for (const waitMs of [0, ...retryMs]) {
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: stopping });
      stopping.throwIfAborted();
      if (await attempt(sms.callback_url, receipt(sms, status, deps))) return;
    }
  };
};

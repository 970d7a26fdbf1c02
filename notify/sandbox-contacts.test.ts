import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/testing/start-sandbox.ts';
import { createEmailChannel, createSms } from './index.ts';

const within = { timeout: 10_000, interval: 20 };

const startReceiver = async () => {
  let handle: RequestListener = (_req, res) => void res.end();
  const server = createServer((req, res) => handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (next: RequestListener) => {
      handle = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const message = (address: string) => ({
  deliveryId: crypto.randomUUID(),
  address,
  subject: 'Your code',
  text: 'Atlas code: 730461',
  traceparent: newTraceparent(),
  isCode: true,
});

describe("notify's channels at the strict servers of the desk", () => {
  it.each(['gateway', 'twilio'] as const)('send a text by %s, and trust its receipts', async (provider) => {
    await using sandbox = await startSandbox();
    await using receiver = await startReceiver();
    const { apiKey, twilioKey } = sandbox.sandbox.sms;
    const { channel, readReceipt } = createSms({
      provider,
      apiRoot: sandbox.smsApiRoot,
      apiKey: provider === 'gateway' ? apiKey : twilioKey,
      sender: provider === 'gateway' ? 'Atlas' : '+15005550006',
      publicUrl: receiver.url,
      clock: sandbox.clock,
    });
    const receipts: unknown[] = [];
    receiver.use((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => void chunks.push(chunk));
      req.on('end', () => {
        receipts.push(
          readReceipt({
            url: `${receiver.url}${req.url}`,
            header: (name) => req.headers[name.toLowerCase()] as string | undefined,
            body: Buffer.concat(chunks),
          }),
        );
        res.end();
      });
    });
    const sent = message('+79261234512');
    expect(await channel.send(sent)).toMatchObject({ outcome: 'sent' });
    await expect
      .poll(() => sandbox.control('GET', '/sms?to=+79261234512'), within)
      .toMatchObject({ body: [{ code: '730461' }] });
    await expect
      .poll(() => receipts, within)
      .toEqual([
        { deliveryId: sent.deliveryId, receipt: 'sent' },
        { deliveryId: sent.deliveryId, receipt: 'delivered' },
      ]);
    for (const [kind, outcome] of [
      ['blocked', { outcome: 'refused', recipientGone: true }],
      ['429', { outcome: 'retry', afterSeconds: 1 }],
      ['error', { outcome: 'retry', scope: 'chat' }],
      ['down', { outcome: 'retry', scope: 'lane' }],
      ['drop', { outcome: 'unknown' }],
    ] as const) {
      await sandbox.control('POST', '/faults', { target: 'sms', kind, count: 1 });
      expect(await channel.send(message('+79261234513'))).toMatchObject(outcome);
    }
    await channel.close();
  });

  it('send a mail, and know what each refusal means', async () => {
    await using sandbox = await startSandbox();
    const channel = createEmailChannel({
      smtpUrl: sandbox.smtpUrl,
      from: 'Atlas <no-reply@atlas.localhost>',
    });
    for (const [kind, outcome] of [
      ['blocked', { outcome: 'refused', recipientGone: true }],
      ['429', { outcome: 'retry', code: 'rate_limited' }],
      ['error', { outcome: 'retry', scope: 'chat' }],
      ['drop', { outcome: 'unknown' }],
      ['down', { outcome: 'retry', scope: 'lane' }],
    ] as const) {
      await sandbox.control('POST', '/faults', { target: 'email', kind, count: 1 });
      expect(await channel.send(message('anna@example.org'))).toMatchObject(outcome);
    }
    expect(await channel.send(message('anna@example.org'))).toMatchObject({ outcome: 'sent' });
    await expect
      .poll(() => sandbox.control('GET', '/emails?to=anna@example.org'), within)
      .toMatchObject({ body: [{ code: '730461', subject: 'Your code' }] });
    await channel.close();
  });
});

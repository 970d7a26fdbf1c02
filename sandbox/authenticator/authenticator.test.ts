import { createTestClock } from '@atlas/shared/ports';
import { generateSync, ScureBase32Plugin } from 'otplib';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../testing/start-sandbox.ts';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const uri = `otpauth://totp/Atlas:Anna%20K?secret=${secret}&issuer=Atlas`;

describe('the authenticator on the desk', () => {
  it("takes an address, shows the code of the sandbox's clock, and the next one after its time", async () => {
    await using sandbox = await startSandbox();
    const added = await sandbox.control('POST', '/authenticator', { uri });
    expect(added).toMatchObject({
      status: 201,
      body: { issuer: 'Atlas', account: 'Anna K', periodSeconds: 30 },
    });
    const [before] = (await sandbox.control('GET', '/authenticator')).body;
    const epoch = Math.floor(sandbox.clock().getTime() / 1000);
    expect([generateSync({ secret, epoch }), generateSync({ secret, epoch: epoch - 1 })]).toContain(
      before.code,
    );
    await sandbox.control('POST', '/clock', { advanceSeconds: 30 });
    const [after] = (await sandbox.control('GET', '/authenticator')).body;
    expect(after.code).toBe(before.nextCode);
    expect(after.leftMs).toBeLessThanOrEqual(30_000);
  });

  it.each([
    ['SHA1', 20, 59, '94287082'],
    ['SHA1', 20, 1111111109, '07081804'],
    ['SHA1', 20, 20000000000, '65353130'],
    ['SHA256', 32, 59, '46119246'],
    ['SHA512', 64, 59, '90693936'],
  ] as const)(
    'shows what RFC 6238 publishes for %s and %i bytes at second %i',
    async (algorithm, length, seconds, code) => {
      await using sandbox = await startSandbox({ clock: createTestClock(() => new Date(seconds * 1000)) });
      const bytes = Buffer.from('1234567890'.repeat(7).slice(0, length));
      const key = new ScureBase32Plugin().encode(bytes, { padding: false });
      const shown = `otpauth://totp/A:B?secret=${key}&algorithm=${algorithm}&digits=8`;
      expect((await sandbox.control('POST', '/authenticator', { uri: shown })).body).toMatchObject({ code });
    },
  );

  it('keeps one key once, until it is taken out', async () => {
    await using sandbox = await startSandbox();
    const { body } = await sandbox.control('POST', '/authenticator', { uri });
    expect((await sandbox.control('POST', '/authenticator', { uri })).body.id).toBe(body.id);
    expect(await sandbox.control('DELETE', `/authenticator/${body.id}`)).toMatchObject({ status: 204 });
    expect(await sandbox.control('DELETE', `/authenticator/${body.id}`)).toMatchObject({ status: 404 });
    expect((await sandbox.control('GET', '/authenticator')).body).toEqual([]);
  });

  it('scans a QR code drawn as SVG', async () => {
    await using sandbox = await startSandbox();
    const { toString: draw } = await import('qrcode');
    const svg = await draw(uri, { type: 'svg' });
    expect(await sandbox.control('POST', '/authenticator', { svg })).toMatchObject({
      status: 201,
      body: { account: 'Anna K' },
    });
  });

  it('scans a QR code in a picture of the chat', async () => {
    await using sandbox = await startSandbox();
    const { toBuffer } = await import('qrcode');
    const png = await toBuffer(uri, { type: 'png', width: 512 });
    const person = await sandbox.join();
    const form = new FormData();
    form.set('chat_id', String(person.id));
    form.set('photo', new Blob([Uint8Array.from(png)]), 'qr.png');
    await fetch(`${sandbox.apiRoot}/bot${sandbox.botToken}/sendPhoto`, { method: 'POST', body: form });
    const photo = (await sandbox.chat(person.id)).find((message) => message.photo)?.photo ?? '';
    const fileId = photo.split('/').at(-1);
    expect(await sandbox.control('POST', '/authenticator', { fileId })).toMatchObject({ status: 201 });
  });

  it('scans a QR code in a picture of WhatsApp’s and of WeChat’s', async () => {
    await using sandbox = await startSandbox();
    const { toBuffer } = await import('qrcode');
    const png = new Blob([Uint8Array.from(await toBuffer(uri, { type: 'png', width: 512 }))], {
      type: 'image/png',
    });
    const [whatsapp, wechat] = [new FormData(), new FormData()];
    whatsapp.set('messaging_product', 'whatsapp');
    whatsapp.set('type', 'image/png');
    whatsapp.set('file', png, 'qr.png');
    wechat.set('media', png, 'qr.png');
    const uploaded = [
      (await sandbox.graph('POST', '/{number}/media', whatsapp)).body.id,
      (await sandbox.wechat('POST', '/cgi-bin/media/upload?type=image&access_token={token}', wechat)).body
        .media_id,
    ];
    for (const fileId of uploaded)
      expect(await sandbox.control('POST', '/authenticator', { fileId })).toMatchObject({
        status: 201,
        body: { account: 'Anna K' },
      });
  });

  it.each([
    ['an address of something else', { uri: 'https://example.org' }],
    ['a counter instead of a clock', { uri: uri.replace('totp', 'hotp') }],
    ['a key that is none', { uri: 'otpauth://totp/A:B?secret=01189' }],
    ['a picture that is not there', { fileId: 'x' }],
    ['a drawing without a QR code', { svg: '<svg viewBox="0 0 9 9"></svg>' }],
  ])('refuses %s', async (_, shown) => {
    await using sandbox = await startSandbox();
    expect(await sandbox.control('POST', '/authenticator', shown)).toMatchObject({
      status: 422,
      body: { code: 'no_key' },
    });
  });
});

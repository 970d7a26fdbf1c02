import type { Browser, Page } from 'playwright-core';
import { toBuffer } from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../e2e/browser.ts';
import { createEmailChannel, createSms } from '../../notify/index.ts';
import { type OpenDesk, openDesk, openWindow } from './testing/open-desk.ts';

const anna = 100_000_001;
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const uri = `otpauth://totp/Atlas:Anna?secret=${secret}&issuer=Atlas`;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await openWindow(browser);
});
afterAll(() => browser.close());

const message = {
  subject: 'Your Atlas code: 730461',
  text: 'Your code is\n\n730461\n',
  html: '<p style="color:red">Your code is <b>730461</b></p><script>parent.hacked = true</script>',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
};

/** The desk, and the channels that notify writes with. */
const open = async () => {
  const desk = await openDesk({ page });
  const { sms, smtp } = desk.sandbox;
  const channels = {
    sms: createSms({
      provider: 'gateway',
      apiRoot: sms.apiRoot,
      apiKey: sms.apiKey,
      sender: 'Atlas',
      publicUrl: desk.publicUrl,
      clock: () => new Date(),
    }).channel,
    email: createEmailChannel({ smtpUrl: await smtp.listen(0), from: 'Atlas <no-reply@atlas.localhost>' }),
  };
  const write = (channel: 'sms' | 'email', address: string) =>
    channels[channel].send({ ...message, deliveryId: crypto.randomUUID(), address });
  return {
    ...desk,
    write,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(Object.values(channels).map((channel) => channel.close()));
      await desk[Symbol.asyncDispose]();
    },
  };
};
const tools = ({ page }: OpenDesk) => page.getByRole('region', { name: 'Tools' });

describe('the inboxes of the desk', () => {
  it('show a text and a mail with the code in it, and harm nobody', async () => {
    await using desk = await open();
    await tools(desk).getByRole('tab', { name: 'SMS' }).click();
    await tools(desk).getByText('No text has come yet').waitFor();
    expect(await desk.write('sms', '+79261234512')).toMatchObject({ outcome: 'sent' });
    expect(await desk.write('email', 'anna@example.org')).toMatchObject({ outcome: 'sent' });
    const text = tools(desk).getByRole('log', { name: 'Texts' }).getByRole('article');
    await text.getByRole('heading', { name: '+79261234512' }).waitFor();
    await text.getByRole('button', { name: 'Copy 730461' }).waitFor();
    expect(await desk.violationsByDayAndNight('.desk-tools')).toEqual([]);

    await tools(desk)
      .getByRole('tab', { name: /E-mail\s*1 new/ })
      .click();
    const mail = tools(desk).getByRole('log', { name: 'Mails' }).getByRole('article');
    await mail.getByRole('heading', { name: message.subject }).waitFor();
    expect(await desk.violationsByDayAndNight('.desk-tools')).toEqual([]);
    await mail.getByRole('radio', { name: 'HTML' }).click();
    const frame = mail.frameLocator('iframe');
    await frame.getByText('Your code is 730461').waitFor();
    expect(await desk.page.evaluate(() => 'hacked' in window)).toBe(false);
    await mail.getByRole('radio', { name: 'Headers' }).click();
    await mail.getByText('auto-generated').waitFor();
    expect(desk.complaints.filter((line) => !/sandboxed/.test(line))).toEqual([]);
  });

  it('scan the picture in the chat, tick, and give the code away', async () => {
    await using desk = await open();
    await desk.phone.getByRole('button', { name: 'Start' }).click();
    await desk.phone.getByRole('log').getByText('/start').waitFor();
    await tools(desk).getByRole('tab', { name: 'Authenticator' }).click();
    await tools(desk).getByRole('button', { name: 'Scan the picture in the chat' }).click();
    await tools(desk).getByText('There is no picture in this chat.').waitFor();
    const form = new FormData();
    form.set('chat_id', String(anna));
    form.set(
      'photo',
      new Blob([Uint8Array.from(await toBuffer(uri, { type: 'png', width: 512 }))]),
      'qr.png',
    );
    const { apiRoot, botToken } = desk.sandbox.telegram;
    await fetch(`${apiRoot}/bot${botToken}/sendPhoto`, { method: 'POST', body: form });
    await tools(desk).getByRole('button', { name: 'Scan the picture in the chat' }).click();
    const entry = tools(desk).getByRole('listitem', { name: 'Atlas · Anna' });
    await entry.waitFor();
    const shown = async () => (await entry.locator('code').textContent())?.replace(' ', '');
    // The page follows within a second of a code's end.
    await expect
      .poll(async () => {
        const [{ code, nextCode }] = (await desk.control('/authenticator')) as [
          { code: string; nextCode: string },
        ];
        return [code, nextCode].includes((await shown()) ?? '');
      })
      .toBe(true);
    expect(await desk.violationsByDayAndNight('.desk-tools')).toEqual([]);
    const before = await shown();
    await desk.page.request.post(`${desk.publicUrl}/sandbox/control/clock`, { data: { advanceSeconds: 30 } });
    await expect.poll(shown, { timeout: 5000 }).not.toBe(before);
    await entry.getByRole('button', { name: /Remove/ }).click();
    await tools(desk).getByText('No keys yet.').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('take a key that is pasted, and say when there is none', async () => {
    await using desk = await open();
    await tools(desk).getByRole('tab', { name: 'Authenticator' }).click();
    const field = tools(desk).getByRole('textbox');
    await field.fill('not a key');
    await field.press('Enter');
    await tools(desk).getByRole('alert').waitFor();
    await field.fill('jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp');
    await field.press('Enter');
    await tools(desk).getByRole('listitem').getByText('…3PXP').waitFor();
  });
});

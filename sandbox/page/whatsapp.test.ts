import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newTraceparent } from '@atlas/shared/trace';
import { createGraphClient, createTemplateRegistry } from '@atlas/shared/whatsapp';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../e2e/browser.ts';
import type { WhatsappMessage } from '../wire.ts';
import { openDesk, openWindow } from './testing/open-desk.ts';

const anna = 'US.10000000000000000001';
const screenshots = join(import.meta.dirname, '../../e2e/screenshots');

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await openWindow(browser);
  await mkdir(screenshots, { recursive: true });
});
afterAll(() => browser.close());

/** A new desk with WhatsApp on its phone, Anna's. */
const open = async () => {
  const desk = await openDesk({ page });
  await page.getByRole('radio', { name: 'WhatsApp' }).click();
  const phone = page.getByRole('region', { name: /^WhatsApp of/ });
  await phone.getByText('This is a business.').waitFor();
  const field = phone.getByRole('textbox', { name: 'Message' });
  return {
    ...desk,
    phone,
    field,
    send: (content: object) => desk.business({ to: '+12025550101', ...content }),
    chat: () => desk.control(`/whatsapp/users/${anna}/messages`) as Promise<WhatsappMessage[]>,
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
};
const interactive = (interactive: object) => ({ type: 'interactive', interactive });

describe('WhatsApp on the desk', () => {
  it('lists its own people, adds one, and keeps the chosen one of each messenger', async () => {
    await using desk = await open();
    await page.getByRole('option', { name: /Иван.*\+79990000102/ }).click();
    await page.getByRole('button', { name: 'New person…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Grace Hopper');
    await dialog.getByLabel('Phone number (optional)').fill('0202');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('With + and country code').waitFor();
    await dialog.getByLabel('Phone number (optional)').fill('+12025550777');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('region', { name: 'WhatsApp of Grace Hopper' }).waitFor();
    await page.getByRole('radio', { name: 'Telegram' }).click();
    await page.getByRole('region', { name: 'Telegram of Anna' }).waitFor();
    await page.getByRole('radio', { name: 'WhatsApp' }).click();
    await page.getByRole('region', { name: 'WhatsApp of Grace Hopper' }).waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('writes, shows ticks that turn when the business has read, and reads what the business writes', async () => {
    await using desk = await open();
    const { phone, field } = desk;
    await field.fill('Hello *there*');
    await field.press('Enter');
    const own = phone.locator('.message[data-from=user]');
    await own.locator('strong', { hasText: 'there' }).waitFor();
    await own.getByText('delivered').waitFor();
    const [said] = await desk.chat();
    await desk.business({ status: 'read', message_id: said?.messageId, typing_indicator: { type: 'text' } });
    await own.getByText('read', { exact: true }).waitFor();
    await phone.getByText('typing…').waitFor();
    await desk.send({ type: 'text', text: { body: 'Good day' } });
    await phone.getByRole('log').getByText('Good day').waitFor();
    await phone.getByText('typing…').waitFor({ state: 'detached' });
    await expect.poll(async () => (await desk.chat()).at(-1)).toMatchObject({ status: 'read' });
  });

  it('answers by a button, and by a row of a list, quoting what it answers', async () => {
    await using desk = await open();
    const { phone, field } = desk;
    await field.fill('start');
    await phone.getByRole('button', { name: 'Send' }).click();
    await desk.send(
      interactive({
        type: 'button',
        body: { text: 'Was it you?' },
        footer: { text: 'Atlas' },
        action: { buttons: ['Yes', 'No'].map((title) => ({ type: 'reply', reply: { id: title, title } })) },
      }),
    );
    await phone.getByRole('button', { name: 'Yes' }).click();
    await phone.locator('.message[data-from=user] .quoted').getByText('Was it you?').waitFor();
    await desk.send(
      interactive({
        type: 'list',
        body: { text: 'Which language?' },
        action: {
          button: 'Choose',
          sections: [
            { rows: ['English', 'Русский'].map((title) => ({ id: title, title, description: 'x' })) },
          ],
        },
      }),
    );
    await phone.getByRole('button', { name: 'Choose' }).click();
    const sheet = phone.getByRole('dialog', { name: 'Choose' });
    await sheet.getByRole('radio', { name: /English/ }).waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await phone.getByRole('button', { name: 'Choose' }).press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.screenshot({ path: join(screenshots, 'desk-whatsapp-list-light.png') });
    expect(await desk.violationsByDayAndNight('.phone')).toEqual([]);
    await sheet.getByRole('button', { name: 'Send' }).click();
    await phone.locator('.message[data-from=user] .words', { hasText: 'Русский' }).waitFor();
    expect((await desk.chat()).at(-1)).toMatchObject({ text: 'Русский', from: 'user' });
    expect(desk.complaints).toEqual([]);
  });

  it('shows pictures, codes to copy and contacts, by day and by night', async () => {
    await using desk = await open();
    const { phone, field } = desk;
    await field.fill('show me');
    await field.press('Enter');
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', 'image/png');
    form.set('file', new Blob([onePixel], { type: 'image/png' }), 'qr.png');
    const { id } = await desk.business<{ id: string }>(form, 'media');
    await desk.send({ type: 'image', image: { id, caption: 'Scan it' } });
    await phone.getByRole('img', { name: 'Scan it' }).waitFor();
    const { businessAccountId: accountId, ...business } = desk.sandbox.whatsapp;
    await createTemplateRegistry({ graph: createGraphClient(business), accountId }).create({
      traceparent: newTraceparent(),
      signal: AbortSignal.timeout(5000),
    });
    const parameters = [{ type: 'text', text: '730461' }];
    const components = [
      { type: 'body', parameters },
      { type: 'button', sub_type: 'url', index: '0', parameters },
    ];
    await desk.send({
      type: 'template',
      template: { name: 'atlas_code', language: { code: 'en' }, components },
    });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await phone.getByRole('button', { name: 'Copy code' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('730461');
    await desk.send(
      interactive({
        type: 'request_contact_info',
        body: { text: 'Your number?' },
        action: { name: 'request_contact_info' },
      }),
    );
    await phone.getByRole('button', { name: 'Share my contact' }).click();
    await phone.getByText('+12025550101').waitFor();
    for (const scheme of ['Day', 'Night']) {
      const choice = page.getByRole('radio', { name: scheme });
      await choice.click();
      await expect.poll(() => choice.isChecked()).toBe(true);
      await page.screenshot({
        path: join(screenshots, `desk-whatsapp-${scheme.toLowerCase()}.png`),
        animations: 'disabled',
      });
      expect(await desk.violations('.phone', scheme === 'Day' ? 'all' : 'of colour')).toEqual([]);
    }
    expect(desk.complaints).toEqual([]);
  });

  it('opens links in the browser of the phone on the person’s own origin, and says what it can’t open', async () => {
    await using desk = await open();
    const { phone, field } = desk;
    await field.fill('open');
    await field.press('Enter');
    const link = (title: string, url: string) =>
      interactive({
        type: 'cta_url',
        body: { text: title },
        action: { name: 'cta_url', parameters: { display_text: title, url } },
      });
    await desk.send(link('Elsewhere', 'https://example.com/'));
    await phone.getByRole('button', { name: 'Elsewhere' }).click();
    await phone.getByText('The desk has no network').waitFor();
    await desk.send(link('The app', `${desk.publicUrl}/mini-app/?screen=link#login=x`));
    await phone.getByRole('button', { name: 'The app' }).click();
    const tab = phone.getByRole('region', { name: /^Browser: whatsapp-1\.localhost/ });
    const src = await tab.locator('iframe').getAttribute('src');
    expect(new URL(src ?? '')).toMatchObject({
      pathname: '/mini-app/',
      search: '?screen=link',
      hash: '#login=x',
    });
    await tab.getByRole('button', { name: 'Close the tab' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('The app');
  });

  it('blocks the business, which then reaches nobody, and unblocks it', async () => {
    await using desk = await open();
    await desk.phone.getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Block the business' }).click();
    await desk.phone.getByText('You blocked this business.').waitFor();
    await page.getByRole('option', { name: /Anna.*blocked/ }).waitFor();
    await desk.phone.getByRole('button', { name: 'Unblock' }).click();
    await desk.field.waitFor();
  });
});

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../e2e/browser.ts';
import { openDesk, openWindow } from './testing/open-desk.ts';

const screenshots = join(import.meta.dirname, '../../e2e/screenshots');

describe('WeChat on the desk', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await openWindow(browser);
    await mkdir(screenshots, { recursive: true });
  });
  afterAll(() => browser.close());

  it('writes, opens the mini program on the person’s own origin, and follows or leaves the account', async () => {
    await using desk = await openDesk({ page });
    await page.getByRole('radio', { name: 'WeChat' }).click();
    const phone = page.getByRole('region', { name: /^WeChat of/ });
    await phone.getByText('Write to the account').waitFor();
    await page.getByRole('option', { name: /Anna.*does not follow/ }).click();
    const field = phone.getByRole('textbox', { name: 'Message' });
    await field.fill('hello');
    await field.press('Enter');
    await phone.locator('.message[data-from=user]').getByText('hello').waitFor();
    await phone.getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Follow the account' }).click();
    await page.getByRole('option', { name: /Anna.*follows/ }).waitFor();
    for (const scheme of ['Day', 'Night']) {
      const choice = page.getByRole('radio', { name: scheme });
      await choice.click();
      await expect.poll(() => choice.isChecked()).toBe(true);
      await page.screenshot({
        path: join(screenshots, `desk-wechat-${scheme.toLowerCase()}.png`),
        animations: 'disabled',
      });
      expect(await desk.violations('.phone', scheme === 'Day' ? 'all' : 'of colour')).toEqual([]);
    }
    await phone.getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Open the mini program' }).click();
    const src = await phone.locator('iframe').getAttribute('src');
    expect(new URL(src ?? '')).toMatchObject({
      hostname: 'wechat-2.localhost',
      pathname: '/miniapp/',
      hash: expect.stringMatching(/^#wechat=.+&lang=en$/),
    });
  });
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AtlasProcess } from './atlas-process.ts';
import { launchBrowser } from './browser.ts';
import { collectComplaints } from './complaints.ts';
import { createDesk } from './desk.ts';
import { startOnClone } from './start-on-clone.ts';

const screenshots = join(import.meta.dirname, 'screenshots');

/** Registering, linking and a second factor, clicked through on a phone that has WeChat. */
describe('in WeChat on the desk somebody', () => {
  let atlas: AtlasProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    [atlas, browser] = await Promise.all([startOnClone(), launchBrowser()]);
    await mkdir(screenshots, { recursive: true });
    const context = await browser.newContext({
      viewport: { width: 1600, height: 1000 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    complaints = collectComplaints(page);
    await page.goto(`${atlas.url}/sandbox/`);
    await page.getByRole('radio', { name: 'WeChat' }).click();
    await page.getByRole('option', { name: /^Anna/ }).click();
  });
  afterAll(async () => {
    await browser.close();
    await atlas[Symbol.asyncDispose]();
  });

  const phone = () => page.getByRole('region', { name: 'WeChat of Anna' });
  const app = () => phone().frameLocator('iframe');
  const field = (name: string) => app().locator(`input[autocomplete~="${name}"]`);
  const press = (name: string | RegExp) => app().getByRole('button', { name }).first().click();
  const closeTab = () => phone().getByRole('button', { name: 'Close the tab', exact: true }).click();
  const openMiniProgram = async () => {
    await phone().getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Open the mini program' }).click();
  };
  /** Writes, and follows the link of the answer into the app. */
  const openBy = async (words: string) => {
    const links = phone().locator('[data-opens=page]');
    const before = await links.count();
    const message = phone().getByRole('textbox', { name: 'Message' });
    await message.fill(words);
    await message.press('Enter');
    await expect.poll(() => links.count(), { timeout: 15_000 }).toBeGreaterThan(before);
    await links.last().click();
    await press('Sign in');
  };
  const picture = (name: string) => page.screenshot({ path: join(screenshots, `desk-wechat-${name}.png`) });

  it('is signed in and registered by opening the mini program, and links the old account', async () => {
    await openMiniProgram();
    await app().locator('.page-hub').waitFor();
    await picture('home');
    await closeTab();
    await openBy('link');
    const [customer] = await createDesk(atlas.url).shopCustomers();
    await field('username').fill(customer?.login ?? '');
    await field('current-password').fill(customer?.password ?? '');
    await press('See what joins');
    await press('Link it');
    await app().getByText('Your shop account has joined.').waitFor();
    await closeTab();
  });

  it('comes back by a link of the chat, and adds a second factor by SMS', async () => {
    await openBy('security');
    await press('Add a second factor');
    await press(/^SMS/);
    await field('tel').fill('+79261234568');
    await press('Send code');
    const { code } = await createDesk(atlas.url).codeTo('+79261234568');
    await field('one-time-code').fill(code);
    await app().getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    await closeTab();
    await picture('chat');
    expect(complaints).toEqual([]);
  });
});

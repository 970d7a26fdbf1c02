import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AtlasProcess } from './atlas-process.ts';
import { launchBrowser } from './browser.ts';
import { collectComplaints } from './complaints.ts';
import { createDesk } from './desk.ts';
import { startOnClone } from './start-on-clone.ts';

const poll = { timeout: 15_000, interval: 50 };
const screenshots = join(import.meta.dirname, 'screenshots');

/** Registering, linking and both kinds of second factor, clicked through on a phone that has WhatsApp. */
describe('in WhatsApp on the desk somebody', () => {
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
    await page.getByRole('radio', { name: 'WhatsApp' }).click();
  });
  afterAll(async () => {
    await browser.close();
    await atlas[Symbol.asyncDispose]();
  });

  /** Somebody new, whose phone then lies on the desk. */
  const take = async (name: string, number: string) => {
    await page.getByRole('button', { name: 'New person…' }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Phone number (optional)').fill(number);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('region', { name: `WhatsApp of ${name}` }).waitFor();
  };
  const phone = () => page.getByRole('region', { name: /^WhatsApp of/ });
  const app = () => phone().frameLocator('iframe');
  const field = (name: string) => app().locator(`input[autocomplete~="${name}"]`);
  const press = (name: string | RegExp) => app().getByRole('button', { name }).first().click();
  const write = async (words: string) => {
    await phone().getByRole('textbox', { name: 'Message' }).fill(words);
    await page.keyboard.press('Enter');
  };
  const closeTab = () => phone().getByRole('button', { name: 'Close the tab', exact: true }).click();
  const told = (words: string | RegExp) => phone().getByRole('log').getByText(words).last().waitFor();
  const picture = (name: string) => page.screenshot({ path: join(screenshots, `desk-whatsapp-${name}.png`) });
  const newestLink = () => phone().locator('[data-opens=page]').last();
  /** Writes, and follows the link of the answer into the app. */
  const openBy = async (words: string) => {
    const before = await phone().locator('[data-opens=page]').count();
    await write(words);
    await expect.poll(() => phone().locator('[data-opens=page]').count(), poll).toBeGreaterThan(before);
    await newestLink().click();
    await press('Sign in');
  };

  it('begins in the browser of the phone, signs in by a link that works there, and is registered', async () => {
    await take('Vera', '+12025550166');
    await phone().getByRole('button', { name: 'Chat menu' }).click();
    await page.getByRole('menuitem', { name: 'Open Atlas in the browser' }).click();
    await press('Sign in with WhatsApp');
    await app().getByText('Waiting for the link to be opened').waitFor();
    await picture('begin');
    await app().getByRole('link', { name: 'Open WhatsApp' }).click();
    const message = phone().getByRole('textbox', { name: 'Message' });
    await expect.poll(() => message.inputValue(), poll).toMatch(/^Sign me in: [0-9A-Z]{16}$/);
    await message.press('Enter');
    await newestLink().click();
    await press('Sign in');
    await app()
      .getByRole('heading', { name: /^Welcome, .*Vera/ })
      .waitFor();
    await closeTab();
    await told(/You are signed up/);
  });

  it('links the old account, and reads so in the chat', async () => {
    const [customer] = await createDesk(atlas.url).shopCustomers();
    await openBy('link');
    await field('username').fill(customer?.login ?? '');
    await field('current-password').fill(customer?.password ?? '');
    await press('See what joins');
    await app().getByRole('heading', { name: 'Is this you?' }).waitFor();
    await picture('link');
    await press('Link it');
    await app().getByText('Your shop account has joined.').waitFor();
    await closeTab();
    await told(/shop account/i);
  });

  it('adds a second factor by SMS, whose code comes to the phone on the desk', async () => {
    await openBy('security');
    await press('Add a second factor');
    await press(/^SMS/);
    await field('tel').fill('+79261234567');
    await press('Send code');
    const { code } = await createDesk(atlas.url).codeTo('+79261234567');
    await field('one-time-code').fill(code);
    await app().getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    const [kept = ''] = await app().locator('.code-list code').allTextContents();
    await app().getByLabel('Type one of them').fill(kept);
    await press('Done');
    await app().getByText('10 codes left').waitFor();
    await closeTab();
    await told(/second factor|two-factor|protected/i);
  });

  it('adds an authenticator, which is told the key on the desk', async () => {
    await take('Olga', '+12025550167');
    await openBy('start');
    await press('Security');
    await press('Add a second factor');
    await press(/^Authenticator app/);
    await press('Show the key');
    const key = ((await app().locator('.setup-key').textContent()) ?? '').replace(/\s/g, '');
    await page.getByRole('tab', { name: 'Authenticator' }).click();
    await page.getByLabel('Key, otpauth address or QR code as SVG').fill(key);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const shown = page.locator('.authenticator-code code');
    await field('one-time-code').fill(((await shown.textContent()) ?? '').replace(/\s/g, ''));
    await app().getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    await picture('protected');
    await closeTab();
    await told(/second factor|two-factor|protected/i);
    expect(complaints).toEqual([]);
  });
});

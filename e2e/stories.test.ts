import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { launchBrowser } from './browser.ts';
import { setColorScheme } from './color-scheme.ts';
import { collectComplaints } from './complaints.ts';
import { type RunningAtlas, startOnClone } from './start-on-clone.ts';

const screenshots = join(import.meta.dirname, 'screenshots');

/** The desk's five stories, as somebody watches them, and takes them over. */
describe('a story on the desk', () => {
  let atlas: RunningAtlas;
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
    page.setDefaultTimeout(30_000);
    complaints = collectComplaints(page);
    await page.goto(`${atlas.url}/sandbox/?pace=150`);
    await page.getByRole('tab', { name: 'Stories' }).click();
  });
  afterAll(async () => {
    await browser.close();
    await atlas[Symbol.asyncDispose]();
  });

  const phone = (messenger = 'Telegram') =>
    page.getByRole('region', { name: new RegExp(`^${messenger} of`) });
  const app = (messenger = 'Telegram') => phone(messenger).frameLocator('.sheet iframe');
  const takePhone = (messenger: string) => page.getByRole('radio', { name: messenger }).click();
  const tell = (title: string) => page.getByRole('button', { name: title }).click();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const now = () => page.locator('.story [aria-current=step]');
  const says = (words: string) => page.getByRole('status').getByText(words).waitFor();
  const theEnd = () => says('The end.');
  const shown = async (label: string): Promise<string> => {
    const line = now().locator('.copyable').filter({ hasText: label });
    return (await line.locator('code').textContent()) ?? '';
  };

  it('registers somebody new and links their old account', async () => {
    await tell('1. Sign in and link the old account');
    await theEnd();
    await app().getByText('Your shop account has joined.').waitFor();
    expect(await page.locator('.touch-marker').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('adds a second factor by SMS, the code coming to the phone on the desk', async () => {
    await tell('2. A second factor by SMS or e-mail');
    await theEnd();
    await page.getByRole('tab', { name: /^SMS/ }).click();
    await page.getByRole('log', { name: 'Texts' }).getByText('is your Atlas code').first().waitFor();
    await page.getByRole('tab', { name: 'Stories' }).click();
    expect(complaints).toEqual([]);
  });

  it('adds an authenticator, which scans the picture in the chat', async () => {
    await tell('3. A second factor by an authenticator app');
    await theEnd();
    expect(complaints).toEqual([]);
  });

  it('registers somebody in WhatsApp by the link in the chat, and links their old account', async () => {
    await takePhone('WhatsApp');
    await tell('1. Sign in and link the old account');
    await theEnd();
    await app('WhatsApp').getByText('Your shop account has joined.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('adds an authenticator in WeChat, which scans the picture in the chat', async () => {
    await takePhone('WeChat');
    await tell('3. A second factor by an authenticator app');
    await theEnd();
    await phone('WeChat').getByRole('log').getByRole('img').waitFor();
    expect(complaints).toEqual([]);
    await takePhone('Telegram');
  });

  it('is held, seen whole, read out and accessible by day and by night, and taken over', async () => {
    await tell('2. A second factor by SMS or e-mail');
    await now().filter({ hasText: 'They choose a code by SMS' }).waitFor();
    await page.locator('.touch-marker').waitFor();
    await press('Pause');
    await says('Held.');
    await page.locator('[aria-live=polite]').getByText('Step 5 of 8:').waitFor();
    for (const [colorScheme, rules] of [
      ['dark', 'wcag'],
      ['light', ['color-contrast', 'link-in-text-block']],
    ] as const) {
      await setColorScheme(page, colorScheme);
      await page.screenshot({ path: join(screenshots, `story-held-${colorScheme}.png`) });
      expect(await findViolations(page, rules, { part: '.desk-tools' })).toEqual([]);
    }
    await press('Let me do it');
    await now().getByText('Your turn.').waitFor();
    // From wherever the desk was when it let go.
    const field = app().getByLabel('Phone number');
    const way = app().getByRole('button', { name: /^(Add a second factor|SMS)/ });
    while (!(await field.isVisible())) await way.or(field).first().click();
    await field.fill(await shown('Phone number'));
    await phone().locator('.bar-button[data-which=main]:not([disabled])').click();
    await theEnd();
    expect(complaints).toEqual([]);
  });

  it('sees the orders of the old shop', async () => {
    await tell('4. See the orders of the old shop');
    await theEnd();
    expect(await now().count()).toBe(0);
  });

  it('buys in the new shop', async () => {
    await tell('5. Buy in the new shop');
    await theEnd();
  });

  it('stops where it is when it is told to', async () => {
    await tell('1. Sign in and link the old account');
    await now().filter({ hasText: 'they press “Link it”' }).waitFor();
    await press('Stop');
    await says('Stopped');
    await expect.poll(() => page.locator('.touch-marker').count()).toBe(0);
  });

  it('says clearly what could not be done', async () => {
    await page.route('**/sandbox/control/telegram/users', (route) => route.abort());
    await tell('1. Sign in and link the old account');
    await says('Failed to fetch');
    await page.unroute('**/sandbox/control/telegram/users');
  });
});

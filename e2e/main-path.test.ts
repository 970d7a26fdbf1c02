import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { type AtlasProcess, createFolder, startAtlas } from './atlas-process.ts';
import { launchBrowser } from './browser.ts';
import { setColorScheme } from './color-scheme.ts';
import { collectComplaints } from './complaints.ts';

const screenshots = join(import.meta.dirname, 'screenshots');

/** What each person reads in their own language: the bot's greeting, the button, the app, the welcome. */
const people = [
  {
    option: /Anna/,
    hello: 'Hello, Anna!',
    open: 'Open the app',
    inApp: /Anna/,
    welcome: /Welcome, .*Anna/,
    link: /Link your old account/,
  },
  {
    option: /Иван/,
    hello: /Иван/,
    open: /Открыть/,
    inApp: /Иван/,
    welcome: /Иван/,
    link: /магазин|аккаунт/i,
  },
  { option: /李雷/, hello: /李雷/, open: /打开/, inApp: /李雷/, welcome: /李雷/, link: /账/ },
  {
    option: /Zoë/,
    hello: /"Zoë" <b>&amp;/,
    open: 'Open the app',
    inApp: /"Zoë" <b>&amp;/,
    welcome: /Welcome, .*"Zoë" <b>&amp;/,
    link: /Link your old account/,
  },
] as const;

const colours = ['color-contrast', 'link-in-text-block'];

/** How the page looks, how the phone in it does, and what has not been judged yet. */
const looks = [
  ['dark', 'Night', 'wcag'],
  ['light', 'Day', colours],
] as const;

describe('somebody who has only the README', () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  let atlas: AtlasProcess;
  let browser: Browser;
  beforeAll(async () => {
    folder = await createFolder();
    [atlas, browser] = await Promise.all([startAtlas({ folder: folder.path }), launchBrowser()]);
    await mkdir(screenshots, { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    await atlas.end('SIGTERM');
    await folder[Symbol.asyncDispose]();
  });

  const openDesk = async () => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 950 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const complaints = collectComplaints(page);
    await page.goto(`${atlas.url}/sandbox/`);
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  };
  const phoneOf = (page: Page) => page.getByRole('region', { name: /^Telegram of/ });

  it.each(people)(
    'goes from /start to the welcome as $option',
    async ({ option, hello, open, inApp, welcome, link }) => {
      await using desk = await openDesk();
      const { page } = desk;
      await page.getByRole('option', { name: option }).click();
      const phone = phoneOf(page);
      await phone.getByRole('button', { name: 'Start' }).click();
      const chat = phone.getByRole('log');
      await chat.getByText(hello).first().waitFor();

      await chat.getByRole('button', { name: open }).first().click();
      const app = phone.frameLocator('iframe');
      await app.getByRole('heading', { name: inApp }).waitFor();
      await phone.getByRole('button', { name: /close/i }).first().click();
      await chat.getByText(welcome).first().waitFor();
      await chat.getByText(link).first().waitFor();
      expect(desk.complaints).toEqual([]);
    },
  );

  it('sees beside it the way of the request, by correlation id, up to the message', async () => {
    await using desk = await openDesk();
    const paths = desk.page
      .getByRole('treegrid')
      .getByRole('row')
      .filter({ hasText: 'POST /v1/sessions/telegram' });
    await paths.first().waitFor();
    const kinds = await desk.page.getByRole('treegrid').getByRole('row').allTextContents();
    const story = kinds.join('\n');
    for (const step of ['user.registered.v1', 'notify', 'welcome → telegram', 'sendMessage → telegram'])
      expect(story).toContain(step);
  });

  it('finds the desk whole and accessible by day and by night, the app in the theme of the phone', async () => {
    await using desk = await openDesk();
    const { page } = desk;
    const phone = phoneOf(page);
    await phone.getByRole('log').getByRole('button', { name: 'Open the app' }).first().click();
    const app = phone.frameLocator('iframe');
    await app.getByRole('heading', { name: /Anna/ }).waitFor();
    const background = () =>
      app
        .locator('html')
        .evaluate(`getComputedStyle(document.documentElement).getPropertyValue('--tg-theme-bg-color')`);
    for (const [colorScheme, theme, rules] of looks) {
      const before = await background();
      await page.getByRole('radio', { name: theme }).click();
      await setColorScheme(page, colorScheme);
      await expect.poll(background, { timeout: 5000 }).not.toBe(before);
      await page.screenshot({ path: join(screenshots, `desk-${colorScheme}.png`) });
      expect(await findViolations(page, rules)).toEqual([]);
    }
    expect(desk.complaints).toEqual([]);
  });
});

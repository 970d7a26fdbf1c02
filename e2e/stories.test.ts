import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AtlasProcess } from './atlas-process.ts';
import { launchBrowser } from './browser.ts';
import { collectComplaints } from './complaints.ts';
import { startOnClone } from './start-on-clone.ts';

/** The desk's five stories, as somebody follows them: it does its part, and where it says so, we do ours. */
describe('a story on the desk', () => {
  let atlas: AtlasProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    [atlas, browser] = await Promise.all([startOnClone(), launchBrowser()]);
    const context = await browser.newContext({
      viewport: { width: 1600, height: 1000 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    complaints = collectComplaints(page);
    await page.goto(`${atlas.url}/sandbox/?pace=150`);
    await page.getByRole('tab', { name: 'Stories' }).click();
  });
  afterAll(async () => {
    await browser.close();
    await atlas[Symbol.asyncDispose]();
  });

  const phone = () => page.getByRole('region', { name: /^Telegram of/ });
  const app = () => phone().frameLocator('iframe');
  const tell = (title: string) => page.getByRole('button', { name: title }).click();
  const now = () => page.locator('.story [aria-current=step]');
  const myTurn = (words: RegExp) =>
    now().filter({ hasText: words }).filter({ hasText: 'Your turn.' }).waitFor();
  const shown = async (label: string): Promise<string> => {
    const line = now().locator('.copyable').filter({ hasText: label });
    return (await line.locator('code').textContent()) ?? '';
  };
  const pressMain = () => phone().locator('.bar-button[data-which=main]:not([disabled])').click();
  const theEnd = () => page.getByRole('status').getByText('The end.').waitFor();

  it('registers somebody new and links their old account', async () => {
    await tell('1. Sign in and link the old account');
    await myTurn(/press “Link it”/);
    const [login, password] = [await shown('Login'), await shown('Password')];
    await app().getByRole('button', { name: 'Link it' }).click();
    await app().getByLabel('Login or e-mail').fill(login);
    await app().locator('[autocomplete=current-password]').fill(password);
    await pressMain();
    await app().getByRole('heading', { name: 'Is this you?' }).waitFor();
    await pressMain();
    await app().getByText('Your shop account has joined.').waitFor();
    await theEnd();
    expect(complaints).toEqual([]);
  });

  it('adds a second factor by SMS, the code coming to the phone on the desk', async () => {
    await tell('2. A second factor by SMS or e-mail');
    await myTurn(/Choose a code by SMS/);
    await app().getByRole('button', { name: 'Add a second factor' }).click();
    await app().getByRole('button', { name: /SMS/ }).click();
    await app()
      .getByLabel('Phone number')
      .fill(await shown('Phone number'));
    await pressMain();
    await myTurn(/Type the code/);
    await app()
      .getByRole('textbox', { name: 'Code', exact: true })
      .fill(await shown('Code'));
    await theEnd();
    await page.getByRole('tab', { name: /^SMS/ }).click();
    await page.getByRole('log', { name: 'Texts' }).getByText('is your Atlas code').waitFor();
    await page.getByRole('tab', { name: 'Stories' }).click();
    expect(complaints).toEqual([]);
  });

  it('adds an authenticator, which scans the picture in the chat', async () => {
    await page.getByRole('option', { name: /Anna/ }).click();
    await tell('3. A second factor by an authenticator app');
    await myTurn(/Choose the authenticator app/);
    await app().getByRole('button', { name: 'Add a second factor' }).click();
    await app()
      .getByRole('button', { name: /^Authenticator app/ })
      .click();
    await app().getByRole('button', { name: 'Show the key' }).click();
    await app().getByRole('button', { name: 'Send it to my chat' }).click();
    await myTurn(/Type the code that it shows/);
    await app()
      .getByRole('textbox', { name: 'Code', exact: true })
      .fill(await shown('Code'));
    await theEnd();
    expect(complaints).toEqual([]);
  });

  it.each(['4. See the orders of the old shop', '5. Buy in the new shop'])(
    'plays to its end by itself: %s',
    async (title) => {
      await tell(title);
      await theEnd();
      expect(await page.locator('.story [aria-current=step]').count()).toBe(0);
    },
  );

  it('stops where it is when it is told to', async () => {
    await tell('1. Sign in and link the old account');
    await myTurn(/press “Link it”/);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('status').getByText('Stopped').waitFor();
  });
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { launchBrowser } from './browser.ts';
import { collectComplaints } from './complaints.ts';
import { createDesk } from './desk.ts';
import { startOnClone } from './start-on-clone.ts';

const poll = { timeout: 15_000, interval: 50 };
const screenshots = join(import.meta.dirname, 'screenshots');

/** The desk in a browser, with a phone on it that has WhatsApp or WeChat; what a person does there. */
export const openDeskPhone = async (messenger: 'WhatsApp' | 'WeChat') => {
  await using opening = new AsyncDisposableStack();
  const starting = startOnClone();
  const browser = await launchBrowser();
  opening.defer(() => browser.close());
  const atlas = opening.use(await starting);
  await mkdir(screenshots, { recursive: true });
  const context = await browser.newContext({
    viewport: { width: 1600, height: 1000 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = collectComplaints(page);
  await page.goto(`${atlas.url}/sandbox/`);
  await page.getByRole('radio', { name: messenger }).click();

  const desk = createDesk(atlas.url);
  const phone = () => page.getByRole('region', { name: new RegExp(`^${messenger} of`) });
  const app = () => phone().frameLocator('iframe');
  const field = (name: string) => app().locator(`input[autocomplete~="${name}"]`);
  const press = (name: string | RegExp) => app().getByRole('button', { name }).first().click();
  const links = () => phone().locator('[data-opens=page]');
  const write = async (words: string) => {
    const message = phone().getByRole('textbox', { name: 'Message' });
    await message.fill(words);
    await message.press('Enter');
  };
  const picture = (name: string) =>
    page.screenshot({ path: join(screenshots, `desk-${messenger.toLowerCase()}-${name}.png`) });
  const enterCode = async (code: string) => field('one-time-code').fill(code);
  const all = opening.move();
  return {
    ...{ page, complaints, phone, app, press, links, write, picture },
    /** Somebody new, whose phone then lies on the desk. */
    take: async (name: string, number: string) => {
      await page.getByRole('button', { name: 'New person…' }).click();
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Phone number (optional)').fill(number);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('region', { name: `${messenger} of ${name}` }).waitFor();
    },
    chooseInMenu: async (item: string) => {
      await phone().getByRole('button', { name: 'Chat menu' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    },
    /** Writes, and follows the link of the answer into the app. */
    openBy: async (words: string) => {
      const before = await links().count();
      await write(words);
      await expect.poll(() => links().count(), poll).toBeGreaterThan(before);
      await links().last().click();
      await press('Sign in');
    },
    closeTab: () => phone().getByRole('button', { name: 'Close the tab', exact: true }).click(),
    /** Reads it in the chat. */
    told: (words: string | RegExp) => phone().getByRole('log').getByText(words).last().waitFor(),
    linkOldAccount: async () => {
      const [customer] = await desk.shopCustomers();
      await field('username').fill(customer?.login ?? '');
      await field('current-password').fill(customer?.password ?? '');
      await press('See what joins');
      await app().getByRole('heading', { name: 'Is this you?' }).waitFor();
      await picture('link');
      await press('Link it');
      await app().getByText('Your shop account has joined.').waitFor();
    },
    /** From the screen of security, up to the backup codes. */
    addSms: async (number: string) => {
      await press('Add a second factor');
      await press(/^SMS/);
      await field('tel').fill(number);
      await press('Send code');
      await enterCode((await desk.codeTo(number)).code);
      await app().getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    },
    /** The same by the authenticator on the desk, which is told the key. */
    addAuthenticator: async () => {
      await press('Add a second factor');
      await press(/^Authenticator app/);
      await press('Show the key');
      const key = ((await app().locator('.setup-key').textContent()) ?? '').replace(/\s/g, '');
      await page.getByRole('tab', { name: 'Authenticator' }).click();
      await page.getByLabel('Key, otpauth address or QR code as SVG').fill(key);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const shown = await page.locator('.authenticator-code code').textContent();
      await enterCode((shown ?? '').replace(/\s/g, ''));
      await app().getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    },
    keepBackupCodes: async () => {
      const [kept = ''] = await app().locator('.code-list code').allTextContents();
      await app().getByLabel('Type one of them').fill(kept);
      await press('Done');
      await app().getByText('10 codes left').waitFor();
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};
export type DeskPhone = Awaited<ReturnType<typeof openDeskPhone>>;

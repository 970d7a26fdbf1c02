import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setColorScheme } from '../color-scheme.ts';
import { collectComplaints } from '../complaints.ts';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import type { Phone } from './telegram-host.ts';

/** A browser that knows nothing of anybody, at the address of a link. */
const follow = async (browser: Browser, url: string) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 780 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  // Refused first: the answer brings the nonce that proofs need.
  const complaints = collectComplaints(page, (text) => /status of 40[01]/.test(text));
  await page.goto(url);
  const heading = page.getByRole('heading', { level: 1 });
  await heading.waitFor();
  return { context, page, complaints, heading, [Symbol.asyncDispose]: () => context.close() };
};

describe('the link from a WhatsApp chat', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it('signs in whoever presses, once; looking at it spends nothing', async () => {
    const { link, id } = await stage.desk.writeInWhatsapp({ name: 'Anna', phone: '+12025550150' }, 'start');
    const url = link?.url ?? '';
    // A preview, and a scanner that runs scripts: they look, and press nothing.
    expect((await fetch(url)).status).toBe(200);
    await using scanner = await follow(stage.browser, url);
    expect(await scanner.heading.textContent()).toBe('Sign in to Atlas?');

    await using own = await follow(stage.browser, url);
    expect(new URL(own.page.url()).hash).toBe('');
    await expectAccessible(own as unknown as Phone);
    await keepPicture(own as unknown as Phone, 'whatsapp-ask');
    await own.page.getByRole('button', { name: 'Sign in' }).click();
    await own.page.locator('.page-hub').waitFor();
    expect(await own.heading.textContent()).toBe('Welcome, \u2068Anna\u2069');
    expect(
      await own.page.evaluate(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
      ),
    ).toBe('[{},{},""]');
    expect(own.complaints).toEqual([]);
    const welcome = async () =>
      (await stage.desk.whatsappMessages(id)).filter(({ text }) => /^Welcome, .*Anna/.test(text ?? ''));
    await expect.poll(welcome, { timeout: 15_000 }).toHaveLength(1);

    await scanner.page.getByRole('button', { name: 'Sign in' }).click();
    await scanner.page.getByText('The link was used already').waitFor();
  });

  it('is asked for in a browser, waits there, and works in no other one', async () => {
    await using own = await follow(stage.browser, `${stage.atlas.url}/miniapp/`);
    const { page, context } = own;
    await page.getByRole('button', { name: 'Sign in with WhatsApp' }).click();
    const way = page.getByRole('link', { name: 'Open WhatsApp' });
    await way.waitFor();
    await page.getByText(/^(9:5\d|10:00) left$/).waitFor();
    await expectAccessible(own as unknown as Phone);
    for (const colorScheme of ['light', 'dark'] as const) {
      await setColorScheme(page, colorScheme);
      await keepPicture(own as unknown as Phone, `whatsapp-begin-${colorScheme}`);
    }
    const words = new URL((await way.getAttribute('href')) ?? '').searchParams.get('text') ?? '';
    const { link } = await stage.desk.writeInWhatsapp({ name: 'Ada', phone: '+12025550151' }, words);
    const url = link?.url ?? '';

    await using thief = await follow(stage.browser, url);
    await thief.page.getByRole('button', { name: 'Sign in' }).click();
    await thief.page.getByText('was asked for in another browser').waitFor();
    const chat = thief.page.getByRole('link', { name: 'Open the chat' });
    expect(await chat.getAttribute('href')).toMatch(/\/sandbox\/wa\.me\/\d+$/);

    const tab = await context.newPage();
    await tab.goto(url);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.locator('.page-hub').waitFor();
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await tab.getByRole('button', { name: 'Security' }).click();
    await tab.getByRole('heading', { name: 'Security' }).waitFor();
    await tab.goBack();
    await tab.locator('.page-hub').waitFor();
    expect(own.complaints).toEqual([]);
  });

  it('is offered anew when the browser’s message is too old', async () => {
    await using own = await follow(stage.browser, `${stage.atlas.url}/miniapp/`);
    const { page } = own;
    await page.clock.install();
    await page.getByRole('button', { name: 'Sign in with WhatsApp' }).click();
    await page.getByText('Waiting for the link').waitFor();
    await page.clock.fastForward(601_000);
    await page.getByRole('heading', { name: 'That took too long' }).waitFor();
    await expectAccessible(own as unknown as Phone);
    await page.clock.resume();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Sign in with WhatsApp' }).waitFor();
  });
});

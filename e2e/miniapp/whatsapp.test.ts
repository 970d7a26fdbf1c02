import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});

import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { findViolations } from '../accessibility.ts';
import { launchBrowser } from '../browser.ts';
import { createDesk, type Desk } from '../desk.ts';
import { type RunningAtlas, startOnClone } from '../start-on-clone.ts';
import { openOnPhone, type Phone, type PhoneOptions } from './telegram-host.ts';

const screenshots = join(import.meta.dirname, '../screenshots');

export type Stage = AsyncDisposable & {
  atlas: RunningAtlas;
  desk: Desk;
  browser: Browser;
  /** A new person opens the mini app by the bot's button. */
  open(
    person: NewPerson,
    options?: PhoneOptions & { path?: string },
  ): Promise<Phone & { id: number; src: string }>;
};

type NewPerson = { firstName: string; lastName?: string; languageCode?: string };

/** All of Atlas in a process of its own, the desk to drive it, and a browser. */
export const setStage = async (): Promise<Stage> => {
  const [atlas, browser] = await Promise.all([startOnClone(), launchBrowser()]);
  const desk = createDesk(atlas.url);
  return {
    atlas,
    desk,
    browser,
    open: async (person, { path = '', ...options } = {}) => {
      const { id } = await desk.createPerson(person);
      const { src } = await desk.launch(id, `${atlas.url}/miniapp/${path}`);
      return { ...(await openOnPhone(browser, src, options)), id, src };
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await atlas[Symbol.asyncDispose]();
    },
  };
};

/**
 * Has the next request to a path refused as a service behind the gateway would: no screen asks one of them yet. What
 * is proved then, and the repeated request, are the real ones.
 */
export const refuseOnce = async ({ page }: Phone, path: string, code: string): Promise<void> => {
  await page.route(
    `**${path}`,
    (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        json: { type: `urn:atlas:problem:${code}`, title: code, status: 401, code, requestId: randomUUID() },
      }),
    { times: 1 },
  );
};

/** Keeps a picture of what the phone shows, for people to look at; no test compares it. */
export const keepPicture = async ({ page }: Phone, name: string): Promise<void> => {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `miniapp-${name}.png`) });
};

/** WCAG 2.2 A and AA, as far as a program can tell; all of it, or the one rule that a theme can break. */
export const expectAccessible = async (
  { page }: Phone,
  rules: 'all rules' | 'color-contrast' = 'all rules',
): Promise<void> => {
  expect(await findViolations(page, rules === 'all rules' ? 'wcag and best practice' : [rules])).toEqual([]);
};

import carried from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Left on, these call the browser maker's servers; a test speaks to nobody but us. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * What the carried arguments switch off and people's browsers have: without these a test would not see a missing CORS
 * header, and in one process the end of one context ends the browser.
 */
const unlikePeoples = new Set([
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--single-process',
  '--no-zygote',
  '--disable-site-isolation-trials',
]);

/** A headless Chromium, the one that comes with the packages; close it when done. */
export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await carried.executablePath(),
    args: [...carried.args.filter((argument) => !unlikePeoples.has(argument)), ...quiet],
    headless: true,
  });

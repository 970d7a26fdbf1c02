import carried from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Left on, these call the browser maker's servers; a test speaks to nobody but us. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A headless Chromium, the one that comes with the packages; close it when done. */
export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await carried.executablePath(),
    args: [...carried.args, ...quiet],
    headless: true,
  });

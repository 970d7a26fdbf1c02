import type { Page } from 'playwright-core';

/** Runs in the page: what moves for ever (a spinner) is not waited for. */
const settled = `(async () => {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
})()`;

/** Switches the browser between day and night; resolves when the page's colours have stopped moving. */
export const setColorScheme = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(settled);
};

import type { ConsoleMessage, Page } from 'playwright-core';

/** "There is none" is an answer here; a browser calls it an error all the same. */
const isNoneAnswer = (message: ConsoleMessage) =>
  message.text().includes('status of 404') &&
  /\/v1\/(shop-link|recovery|account-merges\/offer)$/.test(message.location().url);

/** What goes wrong in a page from now on: errors, refused resources, violations of its CSP; perhaps not all of it. */
export const collectComplaints = (
  page: Page,
  isExpected: (text: string) => boolean = () => false,
): string[] => {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => void complaints.push(message));
  page.on('console', (message) => {
    if (message.type() !== 'error' || isNoneAnswer(message) || isExpected(message.text())) return;
    complaints.push(message.text());
  });
  return complaints;
};

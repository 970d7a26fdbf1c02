import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestClock } from '@atlas/shared/ports';
import { createLogger } from '@atlas/shared/process';
import express from 'express';
import type { Browser, BrowserContextOptions, ConsoleMessage, FrameLocator, Page } from 'playwright-core';
import { findViolations } from '../../../e2e/accessibility.ts';
import { setColorScheme } from '../../../e2e/color-scheme.ts';
import { createSandbox } from '../../index.ts';

type Envelope<T> = { ok: boolean; result: T; description?: string };
type Options = {
  /** The window to open it in. */
  page: Page;
  /** What the bot's buttons open, where a test opens it. */
  miniApp?: { directory: string };
};

const listen = (server: Server, port: number) =>
  new Promise<number>((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
const close = (server: Server) => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
};

const colours = ['color-contrast', 'link-in-text-block'];

/** What the browser says by itself when the server is gone; everything else on the console is our fault. */
const isConnectionLoss = (text: string) =>
  /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED/.test(text);

/** A window of its own, by default a desktop's in English and in light; close its context when done. */
export const openWindow = async (browser: Browser, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 1500, height: 950 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
};

/** A browser window with the desk page of a new sandbox, and short words for what tests do with it. */
export const openDesk = async ({ page, miniApp }: Options) => {
  let handle: RequestListener = (_req, res) => void res.writeHead(503).end();
  let server = createServer((req, res) => handle(req, res));
  const port = await listen(server, 0);
  const publicUrl = `http://localhost:${port}`;
  const sandbox = await createSandbox({
    clock: createTestClock(),
    logger: createLogger({ process: 'sandbox', level: 'silent' }),
    storagePath: ':memory:',
    publicUrl,
  });
  const app = express().use('/sandbox', sandbox.router);
  handle = miniApp ? app.use('/mini-app', express.static(miniApp.directory)) : app;

  const complaints: string[] = [];
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error' && !isConnectionLoss(message.text())) complaints.push(message.text());
  };
  const onError = (error: Error) => void complaints.push(error.message);
  page.on('console', onConsole).on('pageerror', onError);
  await page.goto(`${publicUrl}/sandbox/`);

  const phone = page.getByRole('region', { name: /^Telegram of/ });
  const inPhone: FrameLocator = phone.frameLocator('iframe');
  return {
    page,
    phone,
    app: inPhone,
    sandbox,
    publicUrl,
    complaints,
    /** Calls the Bot API as the bot would. */
    bot: async <T = unknown>(method: string, args: object): Promise<T> => {
      const { apiRoot, botToken } = sandbox.telegram;
      const response = await fetch(`${apiRoot}/bot${botToken}/${method}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(args),
      });
      const { ok, result, description } = (await response.json()) as Envelope<T>;
      if (!ok) throw new Error(`${method}: ${description}`);
      return result;
    },
    /** Calls the Graph API as the business would: `messages` of its number, unless another path is said. */
    business: async <T = unknown>(body: object | FormData, path = 'messages'): Promise<T> => {
      const { apiRoot, accessToken, phoneNumberId } = sandbox.whatsapp;
      const isForm = body instanceof FormData;
      const response = await fetch(`${apiRoot}/v25.0/${phoneNumberId}/${path}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${accessToken}`,
          ...(isForm ? {} : { 'Content-Type': 'application/json' }),
        },
        body: isForm ? body : JSON.stringify({ messaging_product: 'whatsapp', ...body }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer as T;
    },
    control: async (path: string): Promise<unknown> =>
      (await fetch(`${publicUrl}/sandbox/control${path}`)).json(),
    /** Opens the tests' mini app from a button under a message, and waits until it says that it is ready. */
    openApp: async function (personId: number) {
      await this.bot('sendMessage', {
        chat_id: personId,
        text: 'Here it is',
        reply_markup: {
          inline_keyboard: [[{ text: 'Open the app', web_app: { url: `${publicUrl}/mini-app/` } }]],
        },
      });
      await phone.getByRole('button', { name: 'Open the app' }).click();
      await inPhone.getByRole('heading', { name: 'Mini app' }).waitFor();
      await phone.getByRole('button', { name: 'Continue' }).waitFor();
    },
    /** Rules of WCAG 2.2 AA that the page, or a part of it, breaks as it is now. */
    violations: async (part = 'html', rules: 'all' | 'of colour' = 'all') => {
      const judgement = rules === 'all' ? 'wcag and best practice' : colours;
      const violations = await findViolations(page, judgement, { part, except: 'iframe' });
      return violations.map(
        ({ id, elements }) => `${id}: ${elements.map((html) => html.slice(0, 160)).join(' | ')}`,
      );
    },
    /** The same in light, and in dark, where nothing but the colours differs. */
    violationsByDayAndNight: async function (part?: string) {
      const byDay = await this.violations(part);
      await setColorScheme(page, 'dark');
      const byNight = await this.violations(part, 'of colour');
      await setColorScheme(page, 'light');
      return [...byDay, ...byNight];
    },
    goOffline: () => close(server),
    comeBack: async () => {
      server = createServer((req, res) => handle(req, res));
      await listen(server, port);
    },
    [Symbol.asyncDispose]: async () => {
      page.off('console', onConsole).off('pageerror', onError);
      await page.goto('about:blank');
      await sandbox.stop();
      await close(server);
    },
  };
};

export type OpenDesk = Awaited<ReturnType<typeof openDesk>>;

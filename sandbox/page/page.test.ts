import { publishTimeline } from '@atlas/shared/trace';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../e2e/browser.ts';
import { type BuiltMiniApp, buildMiniApp } from './testing/build-mini-app.ts';
import { type OpenDesk, openDesk, openWindow } from './testing/open-desk.ts';

const anna = 100_000_001;
const awkward = 100_000_004;

let miniApp: BuiltMiniApp;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [miniApp, browser] = await Promise.all([buildMiniApp(), launchBrowser()]);
  page = await openWindow(browser);
});
afterAll(async () => {
  await browser.close();
  await miniApp[Symbol.asyncDispose]();
});

/** A new desk each, on an origin of its own; all in one window, where the browser need not read the page anew. */
const open = () => openDesk({ miniApp, page });
const openIn = async (options: BrowserContextOptions) =>
  openDesk({ miniApp, page: await openWindow(browser, options) });
const start = async ({ phone }: OpenDesk) => {
  await phone.getByRole('button', { name: 'Start' }).click();
  await phone.getByRole('log').getByText('/start').waitFor();
};
type CallbackUpdate = { callback_query: { id: string } };

/** Runs inside the mini app's frame, against the real SDK; the function can use nothing from outside itself. */
const inApp = <T>(desk: OpenDesk, run: () => T | Promise<T>): Promise<T> =>
  desk.app.locator('body').evaluate(run) as Promise<T>;

describe('the desk page', () => {
  it('lets a person start the chat and keeps the other persons apart', async () => {
    await using desk = await open();
    const { page, phone } = desk;
    await start(desk);
    await desk.bot('sendMessage', { chat_id: anna, text: 'Hello <b>Anna</b>', parse_mode: 'HTML' });
    await phone.getByRole('log').getByText('Hello Anna').waitFor();
    expect(await phone.locator('.words b').textContent()).toBe('Anna');

    await page.getByRole('option', { name: /Иван/ }).click();
    await page.getByRole('region', { name: 'Telegram of Иван Петров' }).waitFor();
    await phone.getByRole('button', { name: 'Start' }).waitFor();
    expect(await phone.getByText('Hello Anna').count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });

  it('shows an awkward name as it is, in the list, the phone and the chat', async () => {
    await using desk = await open();
    await desk.page.getByRole('option', { name: /Zoë/ }).click();
    await start(desk);
    const name = `🏔️ "Zoë" <b>&amp; שָׁלוֹם O'Neil \\ +=?%`;
    await desk.bot('sendMessage', { chat_id: awkward, text: `Hello ${name}` });
    await desk.phone.getByText(`Hello ${name}`).waitFor();
    expect(await desk.page.getByRole('option', { name: /Zoë/ }).locator('bdi').last().textContent()).toBe(
      name,
    );
    expect(await desk.phone.locator('.words b').count()).toBe(0);
  });

  it('adds a person and puts their phone on the desk', async () => {
    await using desk = await open();
    const { page } = desk;
    await page.getByRole('button', { name: 'New person…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Username (optional)').fill('x');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('5 to 32 letters').waitFor();
    await dialog.getByLabel('First name').fill('Grace');
    await dialog.getByLabel('Username (optional)').fill('grace_h');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('region', { name: 'Telegram of Grace' }).waitFor();
  });

  it('sends what is typed with Enter and offers the commands after a slash', async () => {
    await using desk = await open();
    await desk.bot('setMyCommands', { commands: [{ command: 'profile', description: 'Who I am' }] });
    await start(desk);
    const field = desk.phone.getByRole('textbox', { name: 'Message' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.fill('Two\nlines');
    await field.press('Enter');
    await desk.phone.getByRole('log').getByText('Two').waitFor();
    await field.fill('/pro');
    await desk.phone.getByRole('button', { name: '/profile Who I am' }).click();
    await desk.phone.getByRole('log').getByText('/profile').waitFor();
  });

  it('spins a callback button until the bot answers, then shows its words', async () => {
    await using desk = await open();
    await start(desk);
    const keyboard = [[{ text: 'Vote', callback_data: 'v' }]];
    await desk.bot('sendMessage', {
      chat_id: anna,
      text: 'Yes?',
      reply_markup: { inline_keyboard: keyboard },
    });
    const press = async (answer: object) => {
      await desk.phone.getByRole('button', { name: 'Vote' }).click();
      await desk.phone.locator('.key .spinner').waitFor();
      const [update] = await desk.bot<CallbackUpdate[]>('getUpdates', { offset: -1 });
      await desk.bot('answerCallbackQuery', { callback_query_id: update?.callback_query.id, ...answer });
      await desk.phone.locator('.key .spinner').waitFor({ state: 'detached' });
    };
    await press({ text: 'Thanks' });
    await desk.phone.getByText('Thanks').waitFor();
    await press({ text: 'Really?', show_alert: true });
    const alert = desk.phone.getByRole('alertdialog');
    await alert.getByRole('button', { name: 'OK' }).click();
    await alert.waitFor({ state: 'detached' });
    expect(desk.complaints).toEqual([]);
  });

  it('marks edited messages and takes deleted ones away', async () => {
    await using desk = await open();
    await start(desk);
    const { message_id } = await desk.bot<{ message_id: number }>('sendMessage', {
      chat_id: anna,
      text: 'First',
    });
    await desk.bot('editMessageText', { chat_id: anna, message_id, text: 'Second' });
    await desk.phone.getByText('Second').waitFor();
    await desk.phone.getByText('edited').waitFor();
    await desk.bot('deleteMessage', { chat_id: anna, message_id });
    await desk.phone.getByText('Second').waitFor({ state: 'detached' });
  });

  it('blocks the bot and starts it again', async () => {
    await using desk = await open();
    await start(desk);
    await desk.phone.getByRole('button', { name: 'Chat menu' }).click();
    await desk.page.getByRole('menuitem', { name: 'Block the bot' }).click();
    await desk.phone.getByText('You blocked this bot').waitFor();
    await desk.page.getByRole('option', { name: /Anna.*bot blocked/ }).waitFor();
    await expect(desk.bot('sendMessage', { chat_id: anna, text: 'x' })).rejects.toThrow(
      'blocked by the user',
    );
    await desk.phone.getByRole('button', { name: 'Restart bot' }).click();
    await desk.phone.getByRole('textbox', { name: 'Message' }).waitFor();
    await expect.poll(() => desk.phone.getByRole('log').getByText('/start').count()).toBe(2);
  });

  it('remembers a theme for each person', async () => {
    await using desk = await open();
    const screen = desk.phone.locator('.phone-screen');
    await desk.page.getByRole('radio', { name: 'Aurora' }).click();
    await desk.page.getByRole('option', { name: /Иван/ }).click();
    await expect.poll(() => screen.getAttribute('data-scheme')).toBe('light');
    await desk.page.getByRole('option', { name: /Anna/ }).click();
    await expect.poll(() => screen.getAttribute('data-scheme')).toBe('dark');
  });

  it('says when the server is gone and catches up when it is back', async () => {
    await using desk = await open();
    await start(desk);
    await desk.goOffline();
    await desk.page.getByText('The server does not answer').waitFor();
    await desk.comeBack();
    await desk.page.getByText('The server does not answer').waitFor({ state: 'detached' });
    await desk.bot('sendMessage', { chat_id: anna, text: 'Back again' });
    await desk.phone.getByText('Back again').waitFor();
  });
});

describe('the mini app host', () => {
  it('launches the app with signed init data in the theme of the phone, and changes its theme while it runs', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    await desk.app.getByText('Anna').waitFor();
    expect(new URL(await inApp(desk, () => location.href)).hostname).toBe('anna.localhost');
    await desk.app.getByText('light #ffffff').waitFor();
    await desk.page.getByRole('radio', { name: 'Night' }).click();
    await desk.app.getByText('dark #17212b').waitFor();
    expect(desk.complaints).toEqual([]);
  });

  it('draws the buttons that the app asks for and tells it of presses', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    await inApp(desk, () => {
      window.app.BackButton.show();
      window.app.SecondaryButton.setParams({ text: 'Later', is_visible: true, position: 'top' });
      window.app.SettingsButton.show();
    });
    await desk.phone.getByRole('button', { name: 'Continue' }).click();
    await desk.phone.getByRole('button', { name: 'Later' }).click();
    await desk.phone.getByRole('button', { name: 'Back', exact: true }).click();
    await desk.phone.getByRole('button', { name: 'Mini app menu' }).click();
    await desk.page.getByRole('menuitem', { name: 'Settings' }).click();
    await expect.poll(() => desk.app.locator('#log').textContent()).toBe('main\nsecondary\nback\nsettings\n');
    await inApp(desk, () => window.app.MainButton.showProgress());
    await expect.poll(() => desk.phone.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
  });

  it('asks for the app: pop-up, write access, telephone number', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    const dialog = desk.phone.getByRole('alertdialog');

    const confirmed = inApp(desk, () => new Promise((resolve) => window.app.showConfirm('Sure?', resolve)));
    await dialog.getByRole('button', { name: 'OK' }).click();
    expect(await confirmed).toBe(true);

    const dismissed = inApp(
      desk,
      () => new Promise((resolve) => window.app.showPopup({ message: 'Pick' }, resolve)),
    );
    await dialog.waitFor();
    await desk.page.keyboard.press('Escape');
    expect(await dismissed).toBe(null);

    const allowed = inApp(desk, () => new Promise((resolve) => window.app.requestWriteAccess(resolve)));
    await dialog.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await allowed).toBe(true);

    const shared = inApp(
      desk,
      () =>
        new Promise<string | undefined>((resolve) =>
          window.app.requestContact((_isSent, answer) =>
            resolve(answer?.status === 'sent' ? answer.response : ''),
          ),
        ),
    );
    await dialog.getByRole('button', { name: 'Share' }).click();
    expect(await shared).toMatch(/contact=.*auth_date=.*hash=/);
    await expect.poll(() => desk.phone.locator('.attachment').count()).toBe(1);
  });

  it('keeps cloud storage for each person', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    const stored = await inApp(
      desk,
      () =>
        new Promise((resolve) => {
          const { CloudStorage } = window.app;
          CloudStorage.setItem('size', '42', () =>
            CloudStorage.getItem('size', (_error, size) =>
              CloudStorage.getItem('absent', (_none, absent) =>
                CloudStorage.getKeys((_failed, keys) =>
                  CloudStorage.setItem('no spaces', 'x', (error) => resolve({ size, absent, keys, error })),
                ),
              ),
            ),
          );
        }),
    );
    expect(stored).toEqual({ size: '42', absent: '', keys: ['size'], error: 'KEY_INVALID' });

    await desk.phone.getByRole('button', { name: 'Close' }).click();
    await desk.page.getByRole('option', { name: /Zoë/ }).click();
    await start(desk);
    await desk.openApp(awkward);
    const keys = await inApp(
      desk,
      () => new Promise((resolve) => window.app.CloudStorage.getKeys((_e, k) => resolve(k))),
    );
    expect(keys).toEqual([]);
  });

  it('answers at once what a desk can not do', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    const answers = await inApp(desk, () => {
      const { app } = window;
      return Promise.all([
        new Promise((resolve) =>
          app.BiometricManager.init(() => resolve(app.BiometricManager.isBiometricAvailable)),
        ),
        new Promise((resolve) => app.readTextFromClipboard(resolve)),
        new Promise((resolve) => app.openInvoice('https://t.me/$abc', resolve)),
        new Promise((resolve) => app.checkHomeScreenStatus(resolve)),
      ]);
    });
    expect(answers).toEqual([false, null, 'failed', 'unsupported']);
  });

  it('goes full screen and back, and closes only after asking where the app wants that', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    await inApp(desk, () => window.app.requestFullscreen());
    await expect.poll(() => inApp(desk, () => window.app.isFullscreen)).toBe(true);
    await expect.poll(() => inApp(desk, () => window.app.contentSafeAreaInset.top)).toBeGreaterThan(0);
    await inApp(desk, () => {
      window.app.exitFullscreen();
      window.app.enableClosingConfirmation();
    });
    await expect.poll(() => inApp(desk, () => window.app.isFullscreen)).toBe(false);
    const close = desk.phone.getByRole('button', { name: 'Close', exact: true });
    await close.click();
    await desk.phone.getByRole('button', { name: 'Cancel' }).click();
    await close.click();
    await desk.phone.getByRole('button', { name: 'Close anyway' }).click();
    await desk.phone.locator('iframe').waitFor({ state: 'detached' });
  });

  it('reloads the app, with all that it had set up gone', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    await inApp(desk, () => window.app.BackButton.show());
    await desk.phone.getByRole('button', { name: 'Back', exact: true }).waitFor();
    await desk.phone.getByRole('button', { name: 'Mini app menu' }).click();
    await desk.page.getByRole('menuitem', { name: 'Reload' }).click();
    await desk.phone.getByRole('button', { name: 'Close', exact: true }).waitFor();
    await desk.app.getByText('Anna').waitFor();
  });

  it('hears nobody but the frame it opened, on the origin it launched', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    await desk.page.evaluate(() => postMessage(JSON.stringify({ eventType: 'web_app_close' }), '*'));
    await inApp(desk, () => window.app.HapticFeedback.impactOccurred('heavy'));
    await desk.page.getByRole('tab', { name: 'Mini app' }).click();
    await desk.page.getByText('web_app_trigger_haptic_feedback').waitFor();
    expect(await desk.page.getByText('web_app_close').count()).toBe(0);
    expect(await desk.phone.locator('iframe').count()).toBe(1);
  });
});

describe('the tools', () => {
  const step = (entry: Partial<Parameters<typeof publishTimeline>[0]>) =>
    publishTimeline({ correlationId: 'a'.repeat(32), step: 'event', name: 'x', ...entry });

  it('follow a request up to its message, by correlation id', async () => {
    await using desk = await open();
    await desk.page.getByText('Waiting for the first event').waitFor();
    const atMs = Date.now();
    step({
      atMs: atMs + 12,
      step: 'http',
      name: 'POST /v1/sessions/telegram',
      status: '201',
      durationMs: 12,
    });
    step({ atMs: atMs + 10, name: 'user.registered.v1' });
    step({ atMs: atMs + 70, step: 'delivery', name: 'welcome → telegram', status: 'sent', durationMs: 40 });
    step({ atMs: atMs + 90_000, correlationId: 'b'.repeat(32), name: 'other.thing.v1' });
    const rows = desk.page.getByRole('treegrid').getByRole('row');
    await expect.poll(() => rows.count()).toBe(6);
    const texts = await rows.allTextContents();
    expect(texts[0]).toContain('other.thing.v1');
    expect(texts.slice(2).map((text) => /\+\d+/.exec(text)?.[0])).toEqual([undefined, '+0', '+10', '+30']);

    await desk.page.getByRole('searchbox').fill('welcome');
    await expect.poll(() => rows.count()).toBe(4);
    await rows.first().focus();
    await desk.page.keyboard.press('ArrowLeft');
    await expect.poll(() => rows.count()).toBe(1);
  });

  it('show only what led to a message for one person', async () => {
    await using desk = await open();
    await start(desk);
    await desk.bot('sendMessage', { chat_id: anna, text: 'For Anna' });
    step({ name: 'elsewhere.v1' });
    const paths = desk.page.getByRole('treegrid').locator('.path');
    await expect.poll(() => paths.count()).toBe(2);
    await desk.page.getByRole('button', { name: /Whose messages/ }).click();
    await desk.page.getByRole('listbox').getByRole('option', { name: 'Anna · Telegram' }).click();
    await expect.poll(() => paths.count()).toBe(1);
    expect(await paths.textContent()).toContain('sendMessage');
  });

  it('pause, resume and clear the stream', async () => {
    await using desk = await open();
    step({ name: 'first.v1' });
    await desk.page.getByText('first.v1').first().waitFor();
    await desk.page.getByRole('button', { name: 'Pause' }).click();
    step({ name: 'second.v1' });
    await desk.page.getByText('Paused; 1 new').waitFor();
    await desk.page.getByRole('button', { name: 'Resume' }).click();
    await desk.page.getByText('second.v1').first().waitFor();
    await desk.page.getByRole('button', { name: 'Clear' }).click();
    await desk.page.getByText('Waiting for the first event').waitFor();
  });

  it('break Telegram on purpose and mend it', async () => {
    await using desk = await open();
    await desk.page.getByRole('tab', { name: 'Faults' }).click();
    await desk.page.getByRole('button', { name: 'Break it' }).click();
    await desk.page.getByText('3 more calls').waitFor();
    expect(await desk.control('/faults')).toEqual([{ target: 'telegram', kind: 'error', count: 3 }]);
    await desk.page.getByRole('button', { name: 'Remove all' }).click();
    await desk.page.getByText('Nothing is broken').waitFor();
  });

  it('show who shops at the old shop, lock one of them, and open its own page', async () => {
    await using desk = await open();
    await desk.page.getByRole('tab', { name: 'Old shop' }).click();
    const anna = desk.page.getByRole('listitem', { name: 'Anna Keller' });
    await anna.getByText('anna@example.com').waitFor();
    await anna.getByText('4 orders').waitFor();
    await anna.getByRole('button', { name: 'Locked: Anna Keller' }).click();
    await expect
      .poll(async () => ((await desk.control('/legacy-shop/customers')) as { locked: boolean }[])[0]?.locked)
      .toBe(true);
    await desk.page.getByRole('link', { name: 'Open the old shop' }).waitFor();
    await desk.page.goto(`${new URL(desk.page.url()).origin}/sandbox/legacy-shop/`);
    await desk.page.getByRole('link', { name: 'Anna Keller' }).click();
    await desk.page.getByRole('heading', { name: /^Anna Keller/ }).waitFor();
    expect(await desk.page.getByRole('row').count()).toBe(5);
    expect(await desk.violations()).toEqual([]);
  });

  it('move the clock, and reset after asking', async () => {
    await using desk = await open();
    await start(desk);
    await desk.page.getByRole('tab', { name: 'Clock & reset' }).click();
    await desk.page.getByRole('button', { name: '+1 day' }).click();
    await desk.page.getByText('The clock is at').waitFor();
    await desk.page.getByRole('button', { name: 'Reset the sandbox…' }).click();
    await desk.page.getByRole('alertdialog').getByRole('button', { name: 'Reset' }).click();
    await desk.page.getByText('as on its first day').waitFor();
    await desk.phone.getByRole('button', { name: 'Start' }).waitFor();
  });
});

describe('the page for everybody', () => {
  it('breaks no rule of WCAG 2.2 AA, in light and in dark', async () => {
    await using desk = await open();
    await start(desk);
    publishTimeline({
      correlationId: 'c'.repeat(32),
      step: 'http',
      name: 'GET /v1/account',
      status: '401',
      durationMs: 2,
    });
    await desk.page.getByRole('treegrid').getByText('GET /v1/account').first().waitFor();
    expect(await desk.violationsByDayAndNight()).toEqual([]);
    // The phone's look does not depend on the page's: once is enough.
    for (const theme of ['Night', 'Sunset', 'Aurora', 'Day']) {
      await desk.page.getByRole('radio', { name: theme }).click();
      expect(await desk.violations('.phone-stand')).toEqual([]);
    }
    expect(desk.complaints).toEqual([]);
  });

  it('lets only the desk give orders to the finger beside the app, and frames the desk nowhere', async () => {
    await using desk = await open();
    const ancestorsOf = async (path: string) => {
      const { headers } = await fetch(`${desk.publicUrl}/sandbox/${path}`);
      return /frame-ancestors [^;]*/.exec(headers.get('Content-Security-Policy') ?? '')?.[0];
    };
    const { port } = new URL(desk.publicUrl);
    expect(await ancestorsOf('finger.html')).toBe(
      `frame-ancestors http://localhost:${port} http://127.0.0.1:${port}`,
    );
    expect(await ancestorsOf('')).toBe("frame-ancestors 'none'");
  });

  it('breaks none in any of its tools', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    for (const tab of ['Stories', 'Mini app', 'Old shop', 'Faults', 'Clock & reset']) {
      await desk.page.getByRole('tab', { name: tab }).click();
      expect(await desk.violationsByDayAndNight('.desk-tools')).toEqual([]);
    }
  });

  it('breaks none in what lies over it', async () => {
    await using desk = await open();
    await start(desk);
    await desk.openApp(anna);
    const popup = inApp(desk, () => new Promise((resolve) => window.app.showConfirm('Sure?', resolve)));
    await desk.phone.getByRole('alertdialog').waitFor();
    expect(await desk.violationsByDayAndNight('.phone-stand')).toEqual([]);
    await desk.page.keyboard.press('Escape');
    await popup;
    await desk.page.getByRole('button', { name: 'New person…' }).click();
    await desk.page.getByRole('dialog').waitFor();
    expect(await desk.violationsByDayAndNight('[role=dialog]')).toEqual([]);
  });

  it('shows one part at a time in a narrow window, and nothing hangs over', async () => {
    await using desk = await openIn({ viewport: { width: 360, height: 740 } });
    await start(desk);
    await desk.page.getByRole('radio', { name: 'Tools' }).click();
    await desk.page.getByRole('tab', { name: 'Events' }).waitFor();
    expect(await desk.phone.isVisible()).toBe(false);
    expect(await desk.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await desk.violations()).toEqual([]);
    await desk.page.getByRole('radio', { name: 'People' }).click();
    await desk.page.getByRole('option', { name: /Иван/ }).click();
    await desk.page.getByRole('region', { name: 'Telegram of Иван Петров' }).waitFor();
  });

  it.each([
    ['ru-RU', 'Люди'],
    ['zh-CN', '人物'],
  ])('speaks the language of the browser (%s)', async (locale, people) => {
    await using desk = await openIn({ locale });
    await desk.page.getByRole('heading', { name: people }).waitFor();
    expect(await desk.page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
  });
});

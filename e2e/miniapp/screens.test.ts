import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import type { Phone } from './telegram-host.ts';
import { themes } from './themes.ts';

const people = {
  en: { firstName: 'Anna', languageCode: 'en' },
  ru: { firstName: 'Константин', lastName: 'Константинопольский-Преображенский', languageCode: 'ru' },
  zh: { firstName: '欧阳', lastName: '小明', languageCode: 'zh-hans' },
  awkward: { firstName: '👩‍👩‍👧‍👧 <b>&amp;', lastName: 'שלום עולם محمد', languageCode: 'en' },
} as const;

/** From home: which of its links, and from there perhaps another one. */
const ways = {
  home: [],
  profile: [0],
  security: [1],
  link: [1, -1],
  devices: [2],
  notifications: [3],
  preferences: [3, -1],
  activity: [4],
  achievements: [5],
  settings: [6],
} as const;

/** Goes to each screen and back, as a person does, and looks at it. */
const visitAll = async (phone: Phone, look: (screen: string) => Promise<void>) => {
  const { page } = phone;
  for (const [screen, way] of Object.entries(ways)) {
    for (const link of way) await page.locator('.cell-link').nth(link).click();
    await page.locator('.page-heading').waitFor();
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    await look(screen);
    for (const _ of way) await phone.send('back_button_pressed');
  }
};

/** CSS pixels by which the page is wider than its window. */
const overflowOf = ({ page }: Phone) => page.evaluate('document.documentElement.scrollWidth - innerWidth');

/** Steps on the way to a second factor, as a reload comes back to them. */
const steps = ['protect', 'protect-app', 'protect-email', 'protect-phone', 'backup-codes'] as const;

const visitSteps = async ({ page }: Phone, look: (screen: string) => Promise<void>) => {
  // What is remembered before the app is up it may not find again.
  await page.getByRole('heading').first().waitFor();
  for (const step of steps) {
    await page.evaluate(`history.replaceState({ stack: ['home', '${step}'] }, '')`);
    await page.reload();
    await page.locator('.page-heading').waitFor();
    await look(step);
  }
};

describe('every screen', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it('is accessible, also in a theme that nobody could read', { timeout: 60_000 }, async () => {
    await using phone = await stage.open(people.en);
    await visitAll(phone, async (screen) => {
      for (const theme of ['dark', 'unreadable', 'light'] as const) {
        await phone.send('theme_changed', { theme_params: themes[theme] });
        await keepPicture(phone, `${screen}-en-${theme}`);
        if (theme === 'light') await expectAccessible(phone);
        // That no theme breaks the colours is proved by the palette's own tests; these two use all of them.
        if (theme === 'unreadable' && (screen === 'home' || screen === 'security'))
          await expectAccessible(phone, 'color-contrast');
      }
    });
    expect(phone.complaints).toEqual([]);
  });

  it('on the way to a second factor is accessible, and fits', async () => {
    await using phone = await stage.open(people.ru, { theme: 'dark', width: 320 });
    await visitSteps(phone, async (step) => {
      await keepPicture(phone, `${step}-ru-dark`);
      await expectAccessible(phone);
      expect([step, await overflowOf(phone)]).toEqual([step, 0]);
      await phone.send('theme_changed', { theme_params: themes.light });
      await keepPicture(phone, `${step}-ru-light`);
      await phone.send('theme_changed', { theme_params: themes.dark });
    });
    expect(phone.complaints).toEqual([]);
  });

  it.each([
    ['ru', 'dark', 320],
    ['zh', 'light', 390],
    ['awkward', 'dark', 320],
  ] as const)('fits, for %s in %s at %i px', async (who, theme, width) => {
    await using phone = await stage.open(people[who], { theme, width });
    await visitAll(phone, async (screen) => {
      await keepPicture(phone, `${screen}-${who}-${theme}`);
      expect([screen, await overflowOf(phone)]).toEqual([screen, 0]);
    });
    expect(phone.complaints).toEqual([]);
  });
});

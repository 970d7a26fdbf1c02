import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../desk.ts';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import type { Phone } from './telegram-host.ts';

const poll = { timeout: 10_000, interval: 50 };
const press = ({ page }: Phone, name: string | RegExp) => page.getByRole('button', { name }).click();
const haptics = async (phone: Phone) =>
  (await phone.posted('web_app_trigger_haptic_feedback')).map(({ notification_type: type }) => type);

describe('in the mini app', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  /** Signs the same person in on so many other devices. */
  const otherDevices = async (id: number, count: number) => {
    for (let opened = 0; opened < count; opened += 1)
      expect((await signIn(stage.atlas.url, await stage.desk.initData(id))).status).toBe(201);
  };

  it('a name is changed by the messenger’s main button, and greets from then on', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await press(phone, 'Profile');
    const field = phone.page.getByRole('textbox', { name: 'Name' });
    await field.fill('  ');
    await expect.poll(() => phone.mainButton(), poll).toMatchObject({ is_visible: true, text: 'Save' });
    await phone.send('main_button_pressed');
    await phone.page.getByText('Enter a name.').waitFor();
    await expectAccessible(phone);

    await field.fill('Anna-Maria');
    await phone.send('main_button_pressed');
    await phone.page.getByText('Name saved').waitFor();
    await expect.poll(() => phone.mainButton(), poll).toMatchObject({ is_visible: false });
    expect(await haptics(phone)).toEqual(['success']);
    await phone.send('back_button_pressed');
    await phone.page.getByRole('heading', { name: /Welcome, .*Anna-Maria/ }).waitFor();
  });

  it('a language is spoken at once, and goes back where it can’t be kept', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await press(phone, 'Settings');
    await phone.page.getByText('Русский').click();
    await phone.page.getByRole('heading', { name: 'Настройки' }).waitFor();
    await phone.page.getByRole('radio', { name: 'Русский' }).and(phone.page.locator(':checked')).waitFor();

    await phone.context.setOffline(true);
    await phone.page.getByText('English').click();
    await phone.page.getByText('Нет соединения. Проверьте').waitFor();
    await phone.page.getByRole('heading', { name: 'Настройки' }).waitFor();
    expect(await phone.page.getByRole('radio', { name: 'Русский' }).isChecked()).toBe(true);
    await keepPicture(phone, 'settings-offline-ru-light');
    await expectAccessible(phone);
    await phone.context.setOffline(false);
    await phone.page.getByText('Нет соединения. Данные').waitFor({ state: 'detached' });
  });

  it('messages are chosen one by one and stay chosen; security can’t be', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    for (const hint of ['Link it', 'Add a second factor']) {
      await phone.page.getByRole('button', { name: hint }).waitFor();
      await press(phone, 'Not now');
    }
    await press(phone, 'Choose');
    const choice = (name: string) => phone.page.getByRole('switch', { name });
    expect(await choice('Security').isDisabled()).toBe(true);
    expect(await choice('Security').isChecked()).toBe(true);
    await phone.page.getByText('First steps and hints').click();
    await phone.page.getByText('Changes of your profile').click();
    await phone.page.getByText('Saved').waitFor();
    const saved = async () => (await haptics(phone)).filter((type) => type === 'success').length;
    await expect.poll(saved, poll).toBe(2);
    await phone.page.reload();
    await choice('Tips').waitFor();
    expect([await choice('Tips').isChecked(), await choice('Account').isChecked()]).toEqual([false, false]);
    await phone.send('back_button_pressed');
    for (const _hint of ['link', 'protect']) await press(phone, 'Not now');
    await phone.page.getByRole('heading', { name: 'All in order' }).waitFor();
    await keepPicture(phone, 'home-calm-en-light');
  });

  it('quiet hours and a summary are chosen by keyboard, on the clock of the device', async () => {
    await using phone = await stage.open({ firstName: 'Anna' }, { theme: 'dark' });
    const { page } = phone;
    await page.getByRole('button', { name: 'Link it' }).waitFor();
    await page.evaluate(`history.replaceState({ stack: ['home', 'preferences'] }, '')`);
    await page.reload();
    const part = (name: string) => page.getByRole('switch', { name });
    await part('Keep quiet').focus();
    await page.keyboard.press('Space');
    await page.getByLabel('From').fill('23:15');
    await page.getByLabel('Until').fill('23:15');
    await page.getByLabel('Until').blur();
    await page.getByText('Beginning and end must differ.').waitFor();
    await page.getByLabel('Until').fill('07:00');
    await page.getByLabel('Until').blur();
    await page.getByRole('region', { name: 'Together, once a day' }).getByText('News').click();
    await page.getByLabel('Comes at').waitFor();
    await keepPicture(phone, 'preferences-hours-en-dark');
    await expectAccessible(phone);
    const saved = async () => (await haptics(phone)).filter((type) => type === 'success').length;
    await expect.poll(saved, poll).toBe(4);
    await page.reload();
    expect(await page.getByLabel('From').inputValue()).toBe('23:15');
    expect(await page.getByLabel('Until').inputValue()).toBe('07:00');
    expect(await part('Keep quiet').isChecked()).toBe(true);
  });

  it('other devices are seen and signed out, one, then all, each time after asking', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await phone.page.getByRole('button', { name: 'Link it' }).waitFor();
    await otherDevices(phone.id, 3);
    await press(phone, 'Devices');
    const revoke = phone.page.getByRole('button', { name: /^End session:/ });
    await revoke.nth(2).waitFor();
    await keepPicture(phone, 'devices-many-en-light');
    await expectAccessible(phone);

    await revoke.first().click();
    await expect.poll(() => phone.posted('web_app_open_popup'), poll).toHaveLength(1);
    expect(await revoke.count()).toBe(3);
    await phone.answerPopupsWith('confirm');
    await revoke.first().click();
    await phone.page.getByText('Session ended').waitFor();
    expect(await revoke.count()).toBe(2);
    await press(phone, 'End all other sessions');
    await phone.page.getByText('No other device is signed in.').waitFor();
  });

  it('signing out asks first; then nothing is left here but the way back in', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await press(phone, 'Devices');
    await phone.answerPopupsWith('confirm');
    await press(phone, 'Sign out');
    await phone.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await keepPicture(phone, 'signed-out-en-light');
    await expectAccessible(phone);
    await press(phone, 'Sign in again');
    await phone.page.getByRole('heading', { name: /Anna/ }).waitFor();
  });

  it('a long history is read page by page', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await phone.page.getByRole('heading', { name: /Anna/ }).waitFor();
    await otherDevices(phone.id, 20);
    await press(phone, 'Activity');
    const entries = phone.page.locator('li.cell');
    await phone.page.getByRole('button', { name: 'Show more' }).waitFor();
    expect(await entries.count()).toBe(20);
    await press(phone, 'Show more');
    await phone.page.getByText('That is all.').waitFor();
    // What was earned on the way is there as well, as soon as it was granted.
    expect(await entries.count()).toBeGreaterThanOrEqual(22);
    await phone.page.getByText('You joined Atlas with Telegram').waitFor();
  });

  it('badges are there once earned, the others with what they take, by keyboard as well', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await phone.page.getByRole('button', { name: 'Achievements' }).focus();
    await phone.page.keyboard.press('Enter');
    const earned = phone.page.getByRole('region', { name: 'Earned' });
    const locked = phone.page.getByRole('region', { name: 'Still to earn' });
    await earned.getByText('Welcome aboard').waitFor();
    await locked.getByText('Link your account of the old shop').waitFor();
    await locked.getByText('0 of 5').waitFor();
    await expectAccessible(phone);
    await phone.send('back_button_pressed');
    await press(phone, 'Activity');
    await phone.page.getByText('You earned “Welcome aboard”').waitFor();
  });

  it('badges that can’t be loaded are tried again, and none at all are no error', async () => {
    await using phone = await stage.open({ firstName: 'Anna' }, { theme: 'dark' });
    await phone.page.getByRole('heading', { name: /Anna/ }).waitFor();
    await phone.page.route('**/v1/achievements', (route) => route.abort('connectionreset'));
    await press(phone, 'Achievements');
    await phone.page.getByRole('alert').waitFor();
    await expectAccessible(phone);
    await phone.page.unroute('**/v1/achievements');
    await phone.page.route('**/v1/achievements', (route) => route.fulfill({ json: { items: [] } }));
    await press(phone, 'Try again');
    await phone.page.getByText('Nothing to earn yet').waitFor();
    await keepPicture(phone, 'achievements-empty-en-dark');
    await expectAccessible(phone);
  });

  it('each move takes the focus to the heading, the title along, and the back button away at home', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await press(phone, 'Settings');
    await expect.poll(() => phone.page.evaluate('document.activeElement.textContent'), poll).toBe('Settings');
    expect(await phone.page.title()).toBe('Settings · Atlas');
    expect((await phone.posted('web_app_setup_back_button')).at(-1)).toEqual({ is_visible: true });
    await phone.send('back_button_pressed');
    await expect.poll(() => phone.page.title(), poll).toBe('Home · Atlas');
    expect((await phone.posted('web_app_setup_back_button')).at(-1)).toEqual({ is_visible: false });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, keepPicture, refuseOnce, type Stage, setStage } from './stage.ts';
import type { Phone } from './telegram-host.ts';

const poll = { timeout: 10_000, interval: 50 };
const press = ({ page }: Phone, name: string | RegExp) => page.getByRole('button', { name }).click();
const passwordField = (page: Phone['page']) => page.locator('[autocomplete=current-password]');
const fill = async ({ page }: Phone, login: string, password: string) => {
  await page.getByLabel('Login or e-mail').fill(login);
  await passwordField(page).fill(password);
};

describe('linking the old shop account', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const customer = async (name: string) => {
    const found = (await stage.desk.shopCustomers()).find((one) => one.name.startsWith(name));
    if (!found) throw new Error(`nobody called ${name} shops there`);
    return found;
  };
  const submit = async (phone: Phone) => {
    await expect.poll(() => phone.mainButton(), poll).toMatchObject({ is_visible: true, is_active: true });
    await phone.send('main_button_pressed');
  };

  it('begins at the hint, shows what would join, joins it, and can be undone', async () => {
    const { login, password, orders } = await customer('Anna');
    await using phone = await stage.open({ firstName: 'Anna' });
    const { page } = phone;
    await press(phone, 'Link it');
    await page.getByRole('heading', { name: 'Old shop account' }).waitFor();
    await keepPicture(phone, 'link-en-light');
    await fill(phone, login, password);
    expect(await passwordField(page).getAttribute('type')).toBe('password');
    await press(phone, 'Show password');
    expect(await passwordField(page).inputValue()).toBe(password);
    expect(await passwordField(page).getAttribute('type')).toBe('text');
    await submit(phone);

    await page.getByRole('heading', { name: 'Is this you?' }).waitFor();
    await page.getByText(String(orders.length), { exact: true }).waitFor();
    expect(await page.locator('main').textContent()).not.toContain(login);
    await expectAccessible(phone);
    await keepPicture(phone, 'link-preview-en-light');
    await expect.poll(() => phone.mainButton(), poll).toMatchObject({ text: 'Link it', is_visible: true });
    await phone.send('main_button_pressed');

    await page.getByText('Your shop account has joined.').waitFor();
    await keepPicture(phone, 'link-done-en-light');
    await expect
      .poll(() => stage.desk.fromBot(phone.id, /shop/i).then((found) => found.length), poll)
      .toBeGreaterThan(0);

    await phone.send('back_button_pressed');
    await refuseOnce(phone, '/v1/sessions', 'shop_password_required');
    await press(phone, 'Devices');
    const sheet = page.getByRole('dialog', { name: 'Password of the old shop' });
    await sheet.waitFor();
    await fill(phone, login, 'not this one');
    await press(phone, 'Continue');
    await page.getByText('4 tries left.').waitFor();
    await keepPicture(phone, 'step-up-shop-en-light');
    await expectAccessible(phone);
    await fill(phone, login, password);
    await press(phone, 'Continue');
    await page.getByText('No other device is signed in.').waitFor();
    await sheet.waitFor({ state: 'detached' });

    await phone.send('back_button_pressed');
    await press(phone, 'Security');
    await press(phone, /^Old shop account/);
    await press(phone, 'Undo');
    await expect.poll(() => phone.posted('web_app_open_popup'), poll).toHaveLength(1);
    await phone.answerPopupsWith('confirm');
    await press(phone, 'Undo');
    await page.getByText('The link was undone').waitFor();
    await page.getByLabel('Login or e-mail').waitFor();
    expect(phone.complaints).toEqual([]);
  });

  it('says how many tries are left, and then counts down until the next', async () => {
    const { login } = await customer('Tom');
    await using phone = await stage.open({ firstName: 'Tom' }, { path: '?screen=link', theme: 'dark' });
    const { page } = phone;
    await fill(phone, login, 'not this one');
    for (const left of ['4 tries', '3 tries', '2 tries', '1 try', '0 tries']) {
      await submit(phone);
      await page.getByText(`${left} left.`).waitFor();
    }
    await keepPicture(phone, 'link-wrong-en-dark');
    await submit(phone);
    await page.getByRole('heading', { name: 'Too many tries' }).waitFor();
    await page.getByText(/You can try again in \d+:\d\d/).waitFor();
    await keepPicture(phone, 'link-locked-en-dark');
    await expectAccessible(phone);
  });

  it('says that the shop is away, and that we remind', async () => {
    const { login, password } = await customer('Marta');
    await using phone = await stage.open({ firstName: 'Marta' }, { path: '?screen=link' });
    await stage.desk.fault({ target: 'legacy-shop', kind: 'error', forSeconds: 30 });
    try {
      await fill(phone, login, password);
      await submit(phone);
      await phone.page.getByRole('heading', { name: 'The old shop does not answer' }).waitFor();
      await keepPicture(phone, 'link-away-en-light');
    } finally {
      await stage.desk.clearFaults();
    }
  });

  it('says the way out where the shop account is linked elsewhere', async () => {
    const { login, password } = await customer('李雷');
    const link = async (firstName: string) => {
      const phone = await stage.open({ firstName }, { path: '?screen=link' });
      await fill(phone, login, password);
      await submit(phone);
      return phone;
    };
    await using first = await link('Li');
    await first.page.getByRole('heading', { name: 'Is this you?' }).waitFor();
    await first.send('main_button_pressed');
    await first.page.getByText('Your shop account has joined.').waitFor();
    await using second = await link('Lei');
    await second.page.getByRole('heading', { name: 'Linked to another account' }).waitFor();
    await keepPicture(second, 'link-taken-en-light');
    await expectAccessible(second);
    await press(second, 'Use another shop account');
    await second.page.getByLabel('Login or e-mail').waitFor();
  });

  it('is possible only in the minutes after a launch, and says what to do later', async () => {
    const { login, password } = await customer('Иван');
    await using phone = await stage.open({ firstName: 'Иван' }, { path: '?screen=link' });
    await phone.page.getByLabel('Login or e-mail').waitFor();
    await stage.desk.advanceClock(301);
    await fill(phone, login, password);
    await submit(phone);
    const dialog = phone.page.getByRole('dialog', { name: 'Open Atlas from the chat again' });
    await dialog.waitFor();
    await keepPicture(phone, 'step-up-fresh-en-light');
    await expectAccessible(phone);
    await phone.send('back_button_pressed');
    await dialog.waitFor({ state: 'detached' });
    await phone.page.getByLabel('Login or e-mail').waitFor();
  });
});

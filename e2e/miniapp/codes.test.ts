import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import type { Phone } from './telegram-host.ts';

const poll = { timeout: 10_000, interval: 50 };
const press = ({ page }: Phone, name: string | RegExp) => page.getByRole('button', { name }).click();
const codeField = ({ page }: Phone) => page.getByRole('textbox', { name: 'Code', exact: true });

describe('a code that is sent', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const submit = async (phone: Phone, text: string) => {
    await expect.poll(() => phone.mainButton(), poll).toMatchObject({ is_visible: true, text });
    await phone.send('main_button_pressed');
  };
  const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000');

  it('by SMS makes a number the second factor: typed wrong, sent again, pasted right', async () => {
    const number = '+4915112345601';
    await using phone = await stage.open({ firstName: 'Anna' }, { path: '?screen=protect-phone' });
    const { page } = phone;
    const field = page.getByLabel('Phone number');
    // A clock that is put in while the page still loads holds it up.
    await field.waitFor();
    await page.clock.install();
    expect(await field.getAttribute('autocomplete')).toBe('tel');
    await field.fill('0151 123');
    await submit(phone, 'Send code');
    await page.getByText('Enter the number with its country code').waitFor();
    await keepPicture(phone, 'protect-phone-invalid-en-light');
    await field.fill('+49 1511 23456-01');
    await submit(phone, 'Send code');

    await page.getByRole('heading', { name: 'Enter the code' }).waitFor();
    expect(await codeField(phone).getAttribute('autocomplete')).toBe('one-time-code');
    expect(await codeField(phone).getAttribute('inputmode')).toBe('numeric');
    expect(await page.locator('main').textContent()).not.toContain('12345601');
    const first = await stage.desk.codeTo(number);
    await codeField(phone).fill(wrongFor(first.code));
    await page.getByText('That is not the code. 4 tries left.').waitFor();
    await keepPicture(phone, 'code-wrong-en-light');
    await expectAccessible(phone);

    const again = page.getByRole('button', { name: /^Send again/ });
    expect(await again.getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Did it not arrive?').click();
    await page.getByRole('button', { name: 'E-mail', exact: true }).waitFor();
    await keepPicture(phone, 'code-missing-en-light');
    await Promise.all([page.clock.fastForward(40_000), stage.desk.advanceClock(40)]);
    await expect.poll(() => again.getAttribute('aria-disabled'), { timeout: 10_000 }).not.toBe('true');
    await press(phone, 'Send again');
    await page.getByText('A new code is on its way.').waitFor();
    const second = await stage.desk.codeTo(number, first.at);
    await codeField(phone).fill(`${second.code.slice(0, 3)} ${second.code.slice(3)}`);
    await page.getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    expect(phone.complaints).toEqual([]);
  });

  it('by e-mail makes an address the second factor, and is asked for from then on', async () => {
    const address = 'anna@example.org';
    await using phone = await stage.open(
      { firstName: 'Анна', languageCode: 'ru' },
      { path: '?screen=protect-email', theme: 'dark', width: 320 },
    );
    const { page } = phone;
    const field = page.getByRole('textbox', { name: 'Код' });
    await page.getByLabel('Адрес почты').fill(address);
    await keepPicture(phone, 'protect-email-ru-dark');
    await submit(phone, 'Отправить код');
    const first = await stage.desk.codeTo(address);
    await field.fill(first.code);
    await page.getByRole('heading', { name: 'Резервные коды', level: 1 }).waitFor();
    await keepPicture(phone, 'backup-codes-ru-dark');

    await stage.desk.advanceClock(301);
    await phone.send('back_button_pressed');
    await phone.answerPopupsWith('confirm');
    await press(phone, 'Создать новые резервные коды');
    await page.getByRole('dialog', { name: 'Подтвердите, что это вы' }).waitFor();
    const second = await stage.desk.codeTo(address, first.at);
    await page.getByText('a•••@e•••').last().waitFor();
    await keepPicture(phone, 'step-up-email-ru-dark');
    await expectAccessible(phone);
    await field.fill(second.code);
    await page.getByRole('heading', { name: 'Резервные коды', level: 1 }).waitFor();
    expect(phone.complaints).toEqual([]);
  });

  it('can’t be used after five wrong ones, and a new one can', async () => {
    const address = 'boris@example.org';
    await using phone = await stage.open({ firstName: 'Boris' }, { path: '?screen=protect-email' });
    const { page } = phone;
    await page.getByLabel('E-mail address').fill(address);
    await submit(phone, 'Send code');
    const first = await stage.desk.codeTo(address);
    for (const left of [
      /4 tries left/,
      /3 tries left/,
      /2 tries left/,
      /1 try left/,
      /can’t be used any more/,
    ]) {
      await codeField(phone).fill(wrongFor(first.code));
      await page.getByText(left).waitFor();
    }
    await keepPicture(phone, 'code-ended-en-light');
    await expectAccessible(phone);
    await stage.desk.advanceClock(31);
    await press(phone, 'Send a new code');
    const second = await stage.desk.codeTo(address, first.at);
    await codeField(phone).fill(second.code);
    await page.getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
  });

  it('is not sent where we can’t, and the screen says so', async () => {
    await using phone = await stage.open({ firstName: 'Clara' }, { path: '?screen=protect-phone' });
    await phone.page.getByLabel('Phone number').fill('+1 900 555 0199');
    await submit(phone, 'Send code');
    await phone.page.getByText('We can’t send codes there.').waitFor();
    await keepPicture(phone, 'protect-phone-refused-en-light');
  });
});

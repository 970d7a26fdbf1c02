import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, keepPicture, refuseOnce, type Stage, setStage } from './stage.ts';
import { openOnPhone, type Phone } from './telegram-host.ts';

const poll = { timeout: 10_000, interval: 50 };
const press = ({ page }: Phone, name: string | RegExp) => page.getByRole('button', { name }).click();
const codeField = ({ page }: Phone) => page.getByRole('textbox', { name: 'Code', exact: true });

/** The field that codes are typed into has the focus. */
const codeHasFocus = ({ page }: Phone) =>
  page.evaluate('document.activeElement.matches("[autocomplete=one-time-code]")');

/** What the element with the focus is called, without the marks that keep a name's direction to itself. */
const focusedText = async ({ page }: Phone): Promise<string> =>
  String(await page.evaluate('document.activeElement.textContent')).replace(/[\u2068\u2069]/g, '');

/** An authenticator by Atlas's clock. Codes are good once, so time goes on after each: the next is another one. */
const createAuthenticator = (stage: Stage) => {
  let aheadSeconds = 0;
  const advance = async (seconds: number) => {
    aheadSeconds += seconds;
    await stage.desk.advanceClock(seconds);
  };
  const codeOf = async (secret: string): Promise<string> => {
    await advance(30);
    return generate({ secret, epoch: Math.floor(Date.now() / 1000) + aheadSeconds });
  };
  return { advance, codeOf, aheadSeconds: () => aheadSeconds };
};

describe('an authenticator app', () => {
  let stage: Stage;
  let authenticator: ReturnType<typeof createAuthenticator>;
  beforeAll(async () => {
    stage = await setStage();
    authenticator = createAuthenticator(stage);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  /** From the first screen to the backup codes. */
  const setUp = async (phone: Phone) => {
    const { page } = phone;
    await press(phone, 'Show the key');
    const secret = ((await page.locator('.setup-key').textContent()) ?? '').replace(/\s/g, '');
    await codeField(phone).fill(await authenticator.codeOf(secret));
    await page.getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    return { secret, codes: await page.locator('.code-list code').allTextContents() };
  };

  it('becomes the second factor, with ten backup codes of which one is typed back', async () => {
    await using phone = await stage.open({ firstName: 'Anna' }, { path: '?screen=protect' });
    const { page } = phone;
    await page.getByRole('heading', { name: 'Add a second factor' }).waitFor();
    await keepPicture(phone, 'protect-en-light');
    await press(phone, /^Authenticator app/);
    await press(phone, 'Show the key');

    const link = page.getByRole('link', { name: 'Open in the app on this phone' });
    const uri = new URL((await link.getAttribute('href')) ?? '');
    expect(uri.protocol).toBe('otpauth:');
    const shown = (await page.locator('.setup-key').textContent()) ?? '';
    expect(uri.searchParams.get('secret')).toBe(shown.replace(/\s/g, ''));
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await expect
      .poll(() => page.evaluate('document.querySelector(".setup-qr").naturalWidth'), poll)
      .toBeGreaterThan(0);
    await keepPicture(phone, 'protect-app-en-light');
    await expectAccessible(phone);

    await press(phone, 'Send it to my chat');
    await page.getByText('Sent to your chat.').waitFor();
    await expect
      .poll(async () => (await page.locator('.setup-key').textContent()) ?? '', poll)
      .not.toBe(shown);
    const secret = ((await page.locator('.setup-key').textContent()) ?? '').replace(/\s/g, '');
    const inChat = async () => (await stage.desk.messages(phone.id)).some(({ photo }) => photo !== undefined);
    await expect.poll(inChat, poll).toBe(true);
    await codeField(phone).fill('000 000');
    await page.getByText(/That is not the code\. \d tries left\./).waitFor();
    expect(await codeField(phone).inputValue()).toBe('');
    expect(await codeHasFocus(phone)).toBe(true);
    const code = await authenticator.codeOf(secret);
    await codeField(phone).fill(`${code.slice(0, 3)} ${code.slice(3)}`);

    await page.getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    const codes = await page.locator('.code-list code').allTextContents();
    expect(new Set(codes).size).toBe(10);
    await expect.poll(inChat, poll).toBe(false);
    await keepPicture(phone, 'backup-codes-en-light');
    await expectAccessible(phone);
    const saving = page.waitForEvent('download');
    await press(phone, 'Save as a file');
    expect((await saving).suggestedFilename()).toBe('atlas-backup-codes.txt');

    const typeBack = async (text: string) => {
      await page.getByLabel('Type one of them').fill(text);
      await expect.poll(() => phone.mainButton(), poll).toMatchObject({ is_visible: true, text: 'Done' });
      await phone.send('main_button_pressed');
    };
    await typeBack('22222-22222');
    await page.getByText('That is none of these codes.').waitFor();
    await typeBack((codes[3] ?? '').toLowerCase().replace('-', ' '));
    await page.getByRole('heading', { name: 'Strong protection' }).waitFor();
    await page.getByText('10 codes left').waitFor();
    await keepPicture(phone, 'security-strong-en-light');
    await phone.send('back_button_pressed');
    await page.getByRole('button', { name: 'Security' }).waitFor();
    expect(phone.complaints).toEqual([]);
  });

  it('is asked for before a change: by its code, after which the change goes on by itself', async () => {
    await using phone = await stage.open({ firstName: 'Boris' }, { path: '?screen=protect-app' });
    const { page } = phone;
    const { secret } = await setUp(phone);
    await authenticator.advance(301);
    await phone.answerPopupsWith('confirm');
    await phone.send('back_button_pressed');
    await press(phone, 'Make new backup codes');
    const sheet = page.getByRole('dialog', { name: 'Confirm that it’s you' });
    await sheet.waitFor();
    await expect.poll(() => codeHasFocus(phone), poll).toBe(true);
    await keepPicture(phone, 'step-up-code-en-light');
    await expectAccessible(phone);

    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await expect.poll(() => focusedText(phone), poll).toBe('Make new backup codes');
    await page.keyboard.press('Enter');
    await codeField(phone).fill('123456');
    await page.getByText(/That is not the code/).waitFor();
    await codeField(phone).fill(await authenticator.codeOf(secret));
    await page.getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    await sheet.waitFor({ state: 'detached' });
    expect(await page.locator('.code-list code').count()).toBe(10);
    expect(phone.complaints).toEqual([]);
  });

  it('is replaced by a backup code, renamed and removed', async () => {
    await using phone = await stage.open(
      { firstName: 'Clara' },
      { path: '?screen=protect-app', theme: 'dark' },
    );
    const { page } = phone;
    const { codes } = await setUp(phone);
    await authenticator.advance(301);
    await phone.answerPopupsWith('confirm');
    await phone.send('back_button_pressed');
    await press(phone, /Authenticator app · used/);
    await press(phone, 'Rename');
    await page.getByLabel('Name of this factor').fill('Old phone');
    await page.keyboard.press('Enter');
    await page.getByText('Does the code not fit?').click();
    await press(phone, 'Use another way');
    await keepPicture(phone, 'step-up-choose-en-dark');
    await expectAccessible(phone);
    await press(phone, /^Backup code/);
    await page.getByLabel('One of your backup codes').fill('nonsense');
    await press(phone, 'Confirm');
    await page.getByText('A backup code has ten letters and digits.').waitFor();
    await page.getByLabel('One of your backup codes').fill(codes[0] ?? '');
    await keepPicture(phone, 'step-up-backup-en-dark');
    await press(phone, 'Confirm');
    await page.getByText('Renamed', { exact: true }).waitFor();
    await keepPicture(phone, 'security-factor-en-dark');
    await expectAccessible(phone);

    await press(phone, 'Remove');
    await page.getByText('Basic protection').waitFor();
    await keepPicture(phone, 'security-basic-en-dark');
    expect(phone.complaints).toEqual([]);
  });

  it('is offered where something needs a second factor and there is none', async () => {
    await using phone = await stage.open({ firstName: 'Frida' });
    await phone.page.getByRole('button', { name: 'Link it' }).waitFor();
    await refuseOnce(phone, '/v1/sessions', 'insufficient_user_authentication');
    await press(phone, 'Devices');
    await phone.page.getByText('This needs a second factor').waitFor();
    await keepPicture(phone, 'step-up-none-en-light');
    await phone.page.getByRole('dialog').getByRole('button', { name: 'Add a second factor' }).click();
    await phone.page.getByRole('heading', { name: 'Add a second factor' }).waitFor();
    await phone.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('is set up, and asked for, by somebody who has only a keyboard', async () => {
    await using phone = await stage.open({ firstName: 'Emil' });
    const { page } = phone;
    /** Walks on with Tab until what is wanted has the focus. */
    const reach = async (name: string) => {
      const passed: string[] = [];
      for (let steps = 0; steps < 40; steps += 1) {
        passed.push((await focusedText(phone)).slice(0, 30));
        if ((await focusedText(phone)).startsWith(name)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`${name} can’t be reached by keyboard: ${passed.join(' / ')}`);
    };
    const go = async (name: string) => {
      await reach(name);
      await page.keyboard.press('Enter');
    };
    await page.getByRole('button', { name: 'Link it' }).waitFor();
    await go('Not now');
    await go('Add a second factor');
    await page.getByRole('heading', { name: 'Add a second factor' }).waitFor();
    await go('Authenticator app');
    await page.getByRole('heading', { name: 'Authenticator app' }).waitFor();
    await go('Show the key');
    await page.locator('.setup-key').waitFor();
    const secret = ((await page.locator('.setup-key').textContent()) ?? '').replace(/\s/g, '');
    await reach('Send it to my chat');
    await page.keyboard.press('Tab');
    await page.keyboard.type(await authenticator.codeOf(secret));
    await page.getByRole('heading', { name: 'Backup codes', level: 1 }).waitFor();
    const [first = ''] = await page.locator('.code-list code').allTextContents();
    await reach('Save as a file');
    await page.keyboard.press('Tab');
    await page.keyboard.type(first);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Strong protection' }).waitFor();

    await authenticator.advance(301);
    await go('Authenticator');
    await go('Rename');
    await page.keyboard.press('End');
    await page.keyboard.type(' 2');
    await page.keyboard.press('Enter');
    await expect.poll(() => codeHasFocus(phone), poll).toBe(true);
    await page.keyboard.type(await authenticator.codeOf(secret));
    await page.getByText('Renamed', { exact: true }).waitFor();
    await page.getByText('Authenticator 2').waitFor();
  });

  // The last one: phones of others would be a day behind.
  it('that is lost is recovered from after a day, which can be stopped', async () => {
    await using phone = await stage.open({ firstName: 'Dora' }, { path: '?screen=protect-app' });
    const { page } = phone;
    await setUp(phone);
    await phone.send('back_button_pressed');
    await phone.answerPopupsWith('confirm');
    await press(phone, 'I have lost all of these');
    await page.getByRole('heading', { name: 'Your second factors will be taken off' }).waitFor();
    await keepPicture(phone, 'security-recovery-en-light');
    await expectAccessible(phone);
    await press(phone, 'Stop the recovery');
    await page.getByText('Recovery stopped').waitFor();
    await page.getByRole('heading', { name: 'Good protection' }).waitFor();

    await press(phone, 'I have lost all of these');
    await page.getByRole('button', { name: 'Stop the recovery' }).waitFor();
    await authenticator.advance(24 * 3600 + 1);
    const { src } = await stage.desk.launch(phone.id, `${stage.atlas.url}/miniapp/?screen=security`);
    await using later = await openOnPhone(stage.browser, src, {
      theme: 'dark',
      aheadSeconds: authenticator.aheadSeconds(),
    });
    await later.page.getByRole('heading', { name: 'You can go on' }).waitFor();
    await keepPicture(later, 'security-recovery-ready-en-dark');
    await later.answerPopupsWith('confirm');
    await press(later, 'Take the factors off');
    await later.page.getByRole('heading', { name: 'Add a second factor' }).waitFor();
  });
});

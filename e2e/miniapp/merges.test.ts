import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setColorScheme } from '../color-scheme.ts';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import { followLink, nextCode, whatsappPeople } from './whatsapp-people.ts';

const poll = { timeout: 15_000, interval: 100 };

describe('two accounts of one person', () => {
  let stage: Stage;
  let people: ReturnType<typeof whatsappPeople>;
  beforeAll(async () => {
    stage = await setStage();
    people = whatsappPeople(stage);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it('are merged from the chat on, with all said before, and taken apart again', {
    timeout: 90_000,
  }, async () => {
    const mia = await people.withAuthenticator({ name: 'Mia Kim', phone: '+12025550161' });
    await using phone = await stage.open({ firstName: 'Anna' }, { path: '?screen=messengers' });
    const own = phone.page;
    await own.getByRole('button', { name: 'Connect another messenger' }).click();
    await own.getByRole('radio', { name: 'WeChat' }).waitFor({ state: 'attached' });
    const way = own.getByRole('link', { name: 'Open in WhatsApp' });
    const words = new URL((await way.getAttribute('href')) ?? '').searchParams.get('text') ?? '';
    expect(words).toMatch(/^connect [0-9A-Z]{26}$/);
    await keepPicture(phone, 'merge-0-connect');

    const asked = await people.write(mia.id, words, /can be merged/);
    expect(asked.link?.url).toContain('?screen=merge#');
    await using other = await followLink(stage.browser, asked.link?.url ?? '');
    await other.page.getByText('joins the account of').waitFor();
    await other.page.getByText('Authenticator app').waitFor();
    await other.page.getByText('10 unused codes').waitFor();
    await expectAccessible(other);
    for (const colorScheme of ['light', 'dark'] as const) {
      await setColorScheme(other.page, colorScheme);
      await keepPicture(other, `merge-1-decide-${colorScheme}`);
    }
    await other.page.getByRole('button', { name: 'Merge into that account' }).click();
    const sure = other.page.getByRole('alertdialog').or(other.page.getByRole('dialog'));
    await sure.getByRole('button', { name: 'Merge into that account' }).click();
    // It is guarded: the second factor first, which is given in the chat; the app notices by itself.
    await other.page.locator('.field-code').waitFor();
    await people.giveCodeInChat(mia.id, nextCode(mia.secret));
    const number = other.page.locator('.setup-key code');
    await number.waitFor();
    await expectAccessible(other);
    await keepPicture(other, 'merge-2-number');

    await own.getByText('Comes over').waitFor();
    await own.getByText('Authenticator app').waitFor();
    await expectAccessible(phone);
    await keepPicture(phone, 'merge-3-claimed');
    await own.getByRole('textbox').fill((await number.textContent()) ?? '');
    await own.getByRole('button', { name: 'Merge the accounts' }).click();
    await own
      .getByText(/You can undo this until/)
      .first()
      .waitFor();
    await own.getByRole('button', { name: /^Merged accounts/ }).waitFor();
    await expectAccessible(phone);
    await keepPicture(phone, 'merge-4-merged');
    await other.page
      .getByText(/accounts are one/)
      .first()
      .waitFor();
    await keepPicture(other, 'merge-5-over');
    expect(other.complaints).toEqual([]);

    await own.getByRole('button', { name: /^Merged accounts/ }).click();
    const undo = own.getByRole('button', { name: 'Undo the merge' });
    await undo.waitFor();
    await own.getByText('Opens its own account again').waitFor();
    await expectAccessible(phone);
    await keepPicture(phone, 'merge-6-undo');
    await phone.answerPopupsWith('confirm');
    await undo.press('Enter');
    await own.getByText('The accounts are separate again').waitFor();
    await own.locator('.page-hub').waitFor();
    await own.getByRole('button', { name: 'Security' }).click();
    await own.getByRole('button', { name: 'Messengers' }).click();
    await own.getByText('in use here').waitFor();
    expect(await own.getByRole('button', { name: 'Remove WhatsApp' }).count()).toBe(0);
    const told = async () => (await people.said(mia.id)).map(({ text }) => text ?? '');
    await expect.poll(told, poll).toContainEqual(expect.stringContaining('was merged with another one'));
    expect(phone.complaints).toEqual([]);
  });

  it('stay two where the other side says no, and where the code ran out', { timeout: 90_000 }, async () => {
    const { id, secret } = await people.withAuthenticator({ name: 'Vera', phone: '+12025550162' });
    await using phone = await stage.open(
      { firstName: 'Boris', languageCode: 'ru' },
      { theme: 'dark', path: '?screen=merges' },
    );
    const own = phone.page;
    await own.getByText('Отменять нечего').waitFor();
    await keepPicture(phone, 'merges-empty-ru');
    const makeCode = async () => {
      await phone.send('back_button_pressed');
      await own.getByRole('button', { name: 'Безопасность' }).click();
      await own.getByRole('button', { name: 'Мессенджеры' }).click();
      await own.getByRole('button', { name: 'Подключить другой мессенджер' }).click();
      return (await own.locator('.setup-key code').textContent()) ?? '';
    };

    const { link } = await people.write(id, 'start', /Welcome back/);
    const url = new URL(link?.url ?? '');
    url.searchParams.set('screen', 'merge');
    await using other = await followLink(stage.browser, url.href);
    const { page } = other;
    const enter = async (words: string) => {
      await page.getByRole('textbox').fill(words);
      await page.keyboard.press('Enter');
      await page.getByText('joins the account of').waitFor();
    };
    await page.getByText('Make a code in the other messenger').waitFor();
    await expectAccessible(other);
    await keepPicture(other, 'merge-none');
    await enter(await makeCode());
    await page.getByRole('button', { name: 'Merge into that account' }).click();
    const sure = page.getByRole('alertdialog').or(page.getByRole('dialog'));
    await sure.getByRole('button', { name: 'Merge into that account' }).click();
    await page.locator('.field-code').fill(nextCode(secret));
    await page.getByText('Waiting for the number').waitFor();
    await own.getByText('Перейдёт сюда').waitFor();
    await keepPicture(phone, 'merge-claimed-ru');
    await own.getByRole('button', { name: 'Это не я' }).click();
    await page.getByRole('heading', { name: 'Nothing was merged' }).waitFor();
    await keepPicture(other, 'merge-ended');

    await page.getByRole('button', { name: 'Enter another code' }).click();
    await own.getByRole('button', { name: 'Подключить другой мессенджер' }).click();
    await enter((await own.locator('.setup-key code').textContent()) ?? '');
    await page.clock.install();
    await page.clock.fastForward(601_000);
    await page.getByRole('heading', { name: 'That took too long' }).waitFor();
    await expectAccessible(other);
    await keepPicture(other, 'merge-too-late');
    expect(phone.complaints).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setColorScheme } from '../color-scheme.ts';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import { followLink, nextCode, whatsappPeople } from './whatsapp-people.ts';

describe('somebody whose phone number WhatsApp says has changed', () => {
  let stage: Stage;
  let people: ReturnType<typeof whatsappPeople>;
  beforeAll(async () => {
    stage = await setStage();
    people = whatsappPeople(stage);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  /** Another phone number, and the app opened out of the chat that goes on under it. */
  const openAnew = async ({ id, accessToken }: { id: string; accessToken: string }, phone: string) => {
    const changed = await people.control(`${id}/change-phone`, { phone });
    await people.untilSuspended(accessToken);
    const asked = await people.write(changed.id, 'start', /number or phone changed/);
    return followLink(stage.browser, asked.link?.url ?? '');
  };

  it('is told why in the app, gives the second factor, and has the account as it was', async () => {
    const mia = await people.withAuthenticator({ name: 'Mia Kim', phone: '+12025550171' });
    await using own = await openAnew(mia, '+12025550172');
    const { page } = own;
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
    const code = page.locator('.field-code');
    await code.waitFor();
    expect(await page.getByText('Mia').count()).toBe(0);
    await expectAccessible(own);
    for (const colorScheme of ['light', 'dark'] as const) {
      await setColorScheme(page, colorScheme);
      await keepPicture(own, `suspended-factor-${colorScheme}`);
    }
    await page.getByText('Does the code not fit?').click();
    await page.getByRole('button', { name: 'Use another way' }).click();
    await page
      .getByText(/backup code/i)
      .first()
      .waitFor();
    expect(await page.getByText('I have lost').count()).toBe(0);
    await keepPicture(own, 'suspended-ways');
    await page.getByRole('button', { name: /Authenticator/ }).click();
    await code.fill(nextCode(mia.secret));
    await page.locator('.page-hub').waitFor();
    await page.getByRole('heading', { name: /Mia Kim/ }).waitFor();
    expect(own.complaints).toEqual([]);
  });

  it('gives the old shop’s password where there is no factor, and learns it where there is nothing to give', async () => {
    const vera = await people.join({ name: 'Vera', phone: '+12025550173' });
    const [customer] = await stage.desk.shopCustomers();
    const { login, password } = customer ?? { login: '', password: '' };
    await people.call('POST', '/v1/shop-link', vera.accessToken, { login, password });
    await using own = await openAnew(vera, '+12025550174');
    const shop = own.page.locator('input[autocomplete~="current-password"]');
    await shop.waitFor();
    await expectAccessible(own);
    await keepPicture(own, 'suspended-shop');
    await own.page.locator('input[autocomplete~="username"]').fill(login);
    await shop.fill(password);
    await own.page.keyboard.press('Enter');
    await own.page.locator('.page-hub').waitFor();

    const none = await people.join({ name: 'Olga', phone: '+12025550175' });
    await people.control(`${none.id}/change-device`, {});
    await people.untilSuspended(none.accessToken);
    const asked = await people.write(none.id, 'start', /number or phone changed/);
    await using shut = await followLink(stage.browser, asked.link?.url ?? '');
    await shut.page.getByRole('heading', { name: 'Nothing to prove it by' }).waitFor();
    await expectAccessible(shut);
    await keepPicture(shut, 'suspended-nothing');
  });
});

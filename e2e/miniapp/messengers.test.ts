import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';

const poll = { timeout: 15_000, interval: 100 };

describe('the screen of messengers', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const pressInWhatsapp = async (id: string, messageId: string, callbackData: string) => {
    const answer = await fetch(`${stage.atlas.url}/sandbox/control/whatsapp/users/${id}/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ messageId, callbackData }),
    });
    expect(answer.ok).toBe(true);
  };

  it('connects WhatsApp by words and a number, and takes it off again', { timeout: 60_000 }, async () => {
    await using phone = await stage.open({ firstName: 'Anna' }, { path: '?screen=messengers' });
    const { page } = phone;
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
    await press('Connect another messenger');
    await page.getByRole('img', { name: 'QR code that connects another messenger' }).waitFor();
    await expectAccessible(phone);
    await keepPicture(phone, 'messengers-code');
    const words = (await page.locator('.setup-key code').textContent()) ?? '';
    expect(words).toMatch(/^connect [0-9A-Z]{26}$/);

    const asked = await stage.desk.writeInWhatsapp({ name: 'Mia Kim', phone: '+12025550151' }, words);
    expect(asked.text).toContain('the account of *A•••*');
    const { messageId, buttons } = asked as unknown as { messageId: string; buttons: { id: string }[] };
    await pressInWhatsapp(asked.id, messageId, buttons[0]?.id ?? '');
    const newest = async () => (await stage.desk.whatsappMessages(asked.id)).at(-1)?.text ?? '';
    await expect.poll(newest, poll).toMatch(/Your number is \*\d\d\*/);

    await page.getByText('M••• K•••').waitFor();
    await expectAccessible(phone);
    await keepPicture(phone, 'messengers-number');
    await page.getByRole('textbox').fill(/\*(\d\d)\*/.exec(await newest())?.[1] ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('Messenger connected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove WhatsApp' }).waitFor();
    await expect.poll(newest, poll).toContain('was connected to your account');

    await press('Remove WhatsApp');
    await phone.answerPopupsWith('confirm');
    await press('Remove WhatsApp');
    await page.getByRole('button', { name: 'Remove WhatsApp' }).waitFor({ state: 'detached' });
    await keepPicture(phone, 'messengers-one');
    expect(phone.complaints).toEqual([]);
  });
});

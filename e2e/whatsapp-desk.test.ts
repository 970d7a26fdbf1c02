import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeskPhone, openDeskPhone } from './desk-phone.ts';

const poll = { timeout: 15_000, interval: 50 };

/** Registering, linking and both kinds of second factor, clicked through on a phone that has WhatsApp. */
describe('in WhatsApp on the desk somebody', () => {
  let desk: DeskPhone;
  beforeAll(async () => {
    desk = await openDeskPhone('WhatsApp');
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  it('begins in the browser of the phone, signs in by a link that works there, and is registered', async () => {
    await desk.take('Vera', '+12025550166');
    await desk.chooseInMenu('Open Atlas in the browser');
    await desk.press('Sign in with WhatsApp');
    await desk.app().getByText('Waiting for the link to be opened').waitFor();
    await desk.picture('begin');
    await desk.app().getByRole('link', { name: 'Open WhatsApp' }).click();
    const message = desk.phone().getByRole('textbox', { name: 'Message' });
    await expect.poll(() => message.inputValue(), poll).toMatch(/^Sign me in: [0-9A-Z]{16}$/);
    await message.press('Enter');
    await desk.links().last().click();
    await desk.press('Sign in');
    await desk
      .app()
      .getByRole('heading', { name: /^Welcome, .*Vera/ })
      .waitFor();
    await desk.closeTab();
    await desk.told(/You are signed up/);
  });

  it('links the old account, and reads so in the chat', async () => {
    await desk.openBy('link');
    await desk.linkOldAccount();
    await desk.closeTab();
    await desk.told(/shop account/i);
  });

  it('adds a second factor by SMS, whose code comes to the phone on the desk', async () => {
    await desk.openBy('security');
    await desk.addSms('+79261234567');
    await desk.keepBackupCodes();
    await desk.closeTab();
    await desk.told(/second factor|two-factor|protected/i);
  });

  it('adds an authenticator, which is told the key on the desk', async () => {
    await desk.take('Olga', '+12025550167');
    await desk.openBy('start');
    await desk.press('Security');
    await desk.addAuthenticator();
    await desk.picture('protected');
    await desk.closeTab();
    await desk.told(/second factor|two-factor|protected/i);
    expect(desk.complaints).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeskPhone, openDeskPhone } from './desk-phone.ts';

/** Registering, linking and both kinds of second factor, clicked through on a phone that has WeChat. */
describe('in WeChat on the desk somebody', () => {
  let desk: DeskPhone;
  beforeAll(async () => {
    desk = await openDeskPhone('WeChat');
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  const openMiniProgram = async () => {
    await desk.chooseInMenu('Open the mini program');
    await desk.app().locator('.page-hub').waitFor();
  };

  it('writes, is signed in and registered by opening the mini program, and is welcomed in the chat', async () => {
    await desk.page.getByRole('option', { name: /^Anna/ }).click();
    await desk.write('hello there');
    await desk.told(/I did not understand/);
    await openMiniProgram();
    await desk.picture('home');
    await desk.closeTab();
    await desk.told(/You are signed up/);
  });

  it('links the old account, and reads so in the chat', async () => {
    await desk.openBy('link');
    await desk.linkOldAccount();
    await desk.closeTab();
    await desk.told(/shop account/i);
  });

  it('comes back by a link of the chat, and adds a second factor by SMS, with backup codes', async () => {
    await desk.openBy('security');
    await desk.addSms('+79261234568');
    await desk.keepBackupCodes();
    await desk.closeTab();
    await desk.told(/second factor|two-factor|protected/i);
    await desk.picture('chat');
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

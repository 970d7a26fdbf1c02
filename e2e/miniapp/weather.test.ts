import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../desk.ts';
import { expectAccessible, keepPicture, type Stage, setStage } from './stage.ts';
import { openOnPhone } from './telegram-host.ts';

describe('when things go badly', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it('a screen shows its shape while it loads', async () => {
    await using phone = await stage.open({ firstName: 'Anna' }, { theme: 'dark' });
    await phone.page.getByRole('button', { name: 'Activity' }).waitFor();
    const network = await phone.context.newCDPSession(phone.page);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 1_500,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await phone.page.getByRole('button', { name: 'Activity' }).click();
    await phone.page.locator('[aria-busy=true]').waitFor();
    await keepPicture(phone, 'activity-loading-en-dark');
    await expectAccessible(phone);
    await phone.page.getByText('You joined Atlas with Telegram').waitFor();
  });

  it('a screen says that there is no connection, and loads by itself when there is one', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await phone.page.getByRole('button', { name: 'Activity' }).waitFor();
    await phone.page.waitForLoadState('networkidle');
    await phone.context.setOffline(true);
    await phone.page.getByRole('button', { name: 'Activity' }).click();
    await phone.page.getByRole('alert').getByText('No connection').waitFor();
    await keepPicture(phone, 'activity-offline-en-light');
    await expectAccessible(phone);
    await phone.context.setOffline(false);
    await phone.page.getByText('You joined Atlas with Telegram').waitFor();
  });

  it('what is known stays in view where it can’t be refreshed', async () => {
    await using phone = await stage.open({ firstName: 'Anna' });
    await phone.page.getByRole('button', { name: 'Link it' }).waitFor();
    await phone.page.route('**/v1/sessions', (route) => route.abort('connectionreset'));
    await phone.page.getByRole('button', { name: 'Devices' }).click();
    await phone.page.getByText('Could not refresh.').waitFor();
    await phone.page.getByText('Telegram on Android').waitFor();
    await keepPicture(phone, 'devices-stale-en-light');
    await expectAccessible(phone);
    await phone.page.unroute('**/v1/sessions');
    await phone.page.getByRole('button', { name: 'Try again' }).click();
    await phone.page.getByText('Could not refresh.').waitFor({ state: 'detached' });
  });

  it('too many sign-ins are told how long to wait, counted down, and then may go on', async () => {
    const { id } = await stage.desk.createPerson({ firstName: 'Hasty' });
    let status = 201;
    for (let tries = 0; status === 201 && tries < 60; tries += 1)
      ({ status } = await signIn(stage.atlas.url, await stage.desk.initData(id)));
    expect(status).toBe(429);
    const { src } = await stage.desk.launch(id, `${stage.atlas.url}/miniapp/`);
    await using phone = await openOnPhone(stage.browser, src);
    const retry = phone.page.getByRole('button', { name: /^Try again in \d+ s$/ });
    await retry.waitFor();
    expect(await retry.getAttribute('aria-disabled')).toBe('true');
    await phone.page.getByText(/^For support: [0-9a-f-]{36}$/).waitFor();
    await keepPicture(phone, 'sign-in-limited-en-light');
    await expectAccessible(phone);
    const secondsOf = async () => Number(/\d+/.exec((await retry.textContent()) ?? '')?.[0]);
    const before = await secondsOf();
    await expect.poll(secondsOf, { timeout: 5_000, interval: 100 }).toBeLessThan(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf } from '../../api/testing/index.ts';
import { startBots, type TestBots } from '../testing/index.ts';

type Person = Awaited<ReturnType<TestBots['newWhatsappPerson']>>;
const within = { timeout: 10_000, interval: 20 };

let bots: TestBots;
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

const signIn = async (person: Person) => {
  const before = (await person.answers()).length;
  await person.write('app');
  const linkOf = async () => (await person.answers()).slice(before).find(({ link }) => link)?.link?.url;
  await expect.poll(linkOf, within).toBeDefined();
  const loginToken = new URLSearchParams(new URL((await linkOf()) ?? '').hash.slice(1)).get('login');
  const { body } = await bots.api.post('/v1/sessions/whatsapp', { loginToken });
  return { accessToken: String(body.accessToken), account: body.account as { id: string } };
};
const isOver = async (session: { accessToken: string }) =>
  expect.poll(async () => (await bots.api.get('/v1/account', session)).status, within).toBe(401);

describe('WhatsApp’s word that somebody changed', () => {
  it('ends their sessions; the chat says what to do, and the app lets them prove who they are', async () => {
    const factors = secondFactorsOf(bots.api);
    const anna = await bots.newWhatsappPerson({ name: 'Anna', phone: '+12025550170' });
    const first = await signIn(anna);
    const { factor } = await factors.enrol({ kind: 'email', email: 'anna.moves@example.com' }, first);
    const moved = bots.whatsappPerson((await anna.changePhone('+12025550171')).id);
    await isOver(first);
    await moved.write('sessions');
    await expect
      .poll(async () => (await moved.answers()).at(-1)?.text, within)
      .toMatch(/number or phone changed/);
    const confined = await signIn(moved);
    expect(confined.account.id).toBe(first.account.id);
    expect((await bots.api.get('/v1/account', confined)).body.code).toBe('insufficient_user_authentication');
    await factors.stepUp({ id: factor.id }, confined);
    await moved.write('profile');
    await expect.poll(async () => (await moved.answers()).at(-1)?.text, within).toMatch(/Your profile/);
  });

  it('is heard of a new device and of a new user id, told in whichever way, and again', async () => {
    const ben = await bots.newWhatsappPerson();
    const first = await signIn(ben);
    await ben.changeDevice();
    await isOver(first);

    const cleo = await bots.newWhatsappPerson();
    const second = await signIn(cleo);
    const update = { user_id: { previous: cleo.id, current: 'US.5550001' }, timestamp: '1' };
    const value = { messaging_product: 'whatsapp', user_id_update: [update] };
    const body = {
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'user_id_update', value }] }],
    };
    for (const _ of [1, 2]) expect((await bots.postWhatsapp(body)).status).toBe(200);
    await isOver(second);
    const types = (await bots.api.events()).filter(({ subject }) => subject === second.account.id);
    expect(types.filter(({ type }) => type === 'identity.suspended.v1')).toHaveLength(1);
  });
});

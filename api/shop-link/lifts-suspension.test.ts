import { describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import { messengersOf, pathOf } from '../testing/index.ts';
import { shareLinking } from './testing/share-linking.ts';

const begin = shareLinking();

/** Somebody in WhatsApp whose account has the old shop's account linked, and no factor. */
const linkedPerson = async (subject: string) => {
  const linking = await begin();
  const { api } = linking;
  const people = messengersOf(api);
  const opened = await people.signInByWhatsapp({ subject });
  const linked = await linking.link(opened);
  expect(linked.status).toBe(201);
  const suspend = async (body: object) =>
    api.post(`${pathOf({ subject })}/suspension`, body, { accessToken: await api.serviceToken() });
  const accountId = opened.account.id;
  // The shop's rows of those who were before went without a word.
  const differences = async () =>
    (await compareLog({ ...api, projections: createProjections(api.vault) })).differences.filter(
      (difference) => difference.accountId === accountId,
    );
  return { linking, api, people, suspend, differences, accountId };
};

describe('a suspension', () => {
  it('is lifted by the password of the old shop where there is no factor, and by no other one', async () => {
    const subject = 'US.6100';
    const { linking, api, people, suspend, accountId } = await linkedPerson(subject);
    expect((await suspend({ reason: 'customer_identity_changed' })).status).toBe(204);
    const confined = await people.signInByWhatsapp({ subject });
    expect(confined).toMatchObject({ confined: true, account: { id: accountId } });
    expect(await api.get('/v1/account', confined)).toMatchObject({
      body: { code: 'shop_password_required' },
    });
    const wrong = { ...linking.credentials(linking.anna), password: 'not it' };
    expect(await linking.verify(confined, wrong)).toMatchObject({ body: { code: 'invalid_credentials' } });
    expect((await api.get('/v1/account', confined)).status).toBe(401);
    const raised = await linking.verify(confined);
    expect(raised.status).toBe(200);
    const accessToken = String(raised.body.accessToken);
    expect((await api.get('/v1/account', { accessToken })).status).toBe(200);
    expect(await people.signInByWhatsapp({ subject })).not.toHaveProperty('confined');
  });

  it('is the same in the log as in the tables: while it stands, lifted, and under a new user id', async () => {
    const [subject, successor] = ['US.6200', 'GB.6201'];
    const { linking, api, people, suspend, differences, accountId } = await linkedPerson(subject);
    await suspend({ reason: 'user_changed_number', successor });
    expect(await differences()).toEqual([]);
    const confined = await people.signInByWhatsapp({ subject: successor });
    expect(confined).toMatchObject({ confined: true, account: { id: accountId } });
    expect((await linking.verify(confined)).status).toBe(200);
    expect(await differences()).toEqual([]);
    expect(await people.signInByWhatsapp({ subject: successor })).toMatchObject({
      account: { id: accountId },
    });
    // What nobody can prove stays suspended, and the log says that, too.
    await api.post(
      `${pathOf({ subject: successor })}/suspension`,
      { reason: 'customer_identity_changed' },
      { accessToken: await api.serviceToken() },
    );
    expect(await differences()).toEqual([]);
  });
});

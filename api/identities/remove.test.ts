import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import { connect, messengersOf, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

const differences = async (api: TestApi) =>
  (await compareLog({ ...api, projections: createProjections(api.vault) })).differences;
const refused = (status: number, code: string) => ({ status, body: { code } });

/** Somebody in Telegram and WhatsApp, signed in by both. */
const inTwoMessengers = async (api: TestApi, userId = 1) => {
  const people = messengersOf(api);
  const telegram = await api.signIn(userId);
  await connect(people, telegram);
  const whatsapp = await people.signInByWhatsapp();
  const [first, second] = await people.list(telegram);
  if (!first || !second) throw new Error('not connected');
  return { people, telegram, whatsapp, ids: { telegram: first.id, whatsapp: second.id } };
};

describe('taking a messenger off', () => {
  it('ends the sessions that were opened in it, and keeps the other with all it has', async () => {
    await using api = await startApi();
    const { people, telegram, whatsapp, ids } = await inTwoMessengers(api);
    expect((await people.remove(ids.whatsapp, telegram)).status).toBe(204);
    expect((await api.get('/v1/account', whatsapp)).status).toBe(401);
    expect((await people.list(telegram)).map(({ messenger }) => messenger)).toEqual(['telegram']);
    const again = await people.signInByWhatsapp();
    expect(again).toMatchObject({ isNew: true });
    expect(again.account.id).not.toBe(telegram.account.id);
    expect((await api.events()).map(({ type, data }) => [type, data.reason])).toContainEqual([
      'session.revoked.v1',
      'identity_removed',
    ]);
    expect(await differences(api)).toEqual([]);
  });

  it('may be the one that is in use', async () => {
    await using api = await startApi();
    const { people, telegram, whatsapp, ids } = await inTwoMessengers(api);
    expect((await people.remove(ids.telegram, telegram)).status).toBe(204);
    expect((await api.get('/v1/account', telegram)).status).toBe(401);
    expect(await people.list(whatsapp)).toMatchObject([{ messenger: 'whatsapp', current: true }]);
    expect(await api.signIn(1)).toMatchObject({ isNew: true });
  });

  it('is refused for the last one, for somebody else’s and for none', async () => {
    await using api = await startApi();
    const { people, telegram, ids } = await inTwoMessengers(api);
    const stranger = await api.signIn(2);
    for (const id of [ids.whatsapp, randomUUIDv7()])
      expect(await people.remove(id, stranger)).toMatchObject(refused(404, 'identity_not_found'));
    await people.remove(ids.whatsapp, telegram);
    expect(await people.remove(ids.telegram, telegram)).toMatchObject(refused(409, 'last_identity'));
    expect(await people.remove(ids.whatsapp, telegram)).toMatchObject(refused(404, 'identity_not_found'));
  });

  it('leaves one, when both are taken off at once', async () => {
    await using api = await startApi();
    const people = messengersOf(api);
    for (let n = 0; n < 5; n += 1) {
      const person = { subject: `US.4000000000000000${n}` };
      const telegram = await api.signIn(200 + n);
      await connect(people, telegram, person);
      const whatsapp = await people.signInByWhatsapp(person);
      const [first, second] = await people.list(telegram);
      const answers = await Promise.all([
        people.remove(first?.id ?? '', whatsapp),
        people.remove(second?.id ?? '', telegram),
        people.remove(first?.id ?? '', telegram),
        people.remove(second?.id ?? '', whatsapp),
      ]);
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      const [row] = await api.database.query<{ left: number }>({
        text: 'select count(*) as left from identities where account_id = $1',
        values: [telegram.account.id],
      });
      expect(row?.left).toBe(1);
    }
    expect(await differences(api)).toEqual([]);
  });

  it('asks for the factor where there is one, and for a fresh proof where there is none', async () => {
    await using api = await startApi();
    const { people, telegram, ids } = await inTwoMessengers(api);
    api.clock.advanceSeconds(301);
    expect(await people.remove(ids.whatsapp, telegram)).toMatchObject(refused(401, 'fresh_proof_required'));
    const fresh = await api.signIn(1);
    const { factor, secret } = await secondFactorsOf(api).enrol({ kind: 'totp' }, fresh);
    const plain = await api.signIn(1);
    expect(await people.remove(ids.whatsapp, plain)).toMatchObject(
      refused(401, 'insufficient_user_authentication'),
    );
    const raised = await secondFactorsOf(api).stepUp({ id: factor.id, secret }, plain);
    expect((await people.remove(ids.whatsapp, raised)).status).toBe(204);
  });

  it('signs nobody in who was waiting at the door with it', async () => {
    await using api = await startApi();
    const { people, telegram, whatsapp, ids } = await inTwoMessengers(api);
    const [, ...sessions] = await Promise.all([
      people.remove(ids.whatsapp, telegram),
      ...Array.from({ length: 6 }, () => people.signInByWhatsapp()),
    ]);
    for (const { accessToken, account } of sessions) {
      const { status } = await api.get('/v1/account', { accessToken });
      expect(status).toBe(account.id === telegram.account.id ? 401 : 200);
    }
    expect((await api.get('/v1/account', whatsapp)).status).toBe(401);
    expect(await differences(api)).toEqual([]);
  });
});

import type { OpenedSession } from '@atlas/shared/wire';
import { describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import { messengersOf, secondFactorsOf, startApi, type TestAnswer, type TestApi } from '../testing/index.ts';

type Token = { accessToken: string };
const day = 86_400;
const refused = (status: number, code: string) => ({ status, body: { code } });

/** People with a history each, and what they do with each other's accounts. */
const stageOf = (api: TestApi) => {
  const [people, factors] = [messengersOf(api), secondFactorsOf(api)];
  /** A factor that was there and is gone: something happened in this account, and nothing guards it. */
  const live = async (session: OpenedSession) => {
    const { factor, accessToken } = await factors.enrol({ kind: 'totp' }, session);
    expect((await api.delete(`/v1/factors/${factor.id}`, { accessToken })).status).toBe(204);
    return session;
  };
  const inTelegram = async (id: number) => live(await api.signIn(id));
  const inWhatsapp = async (subject: string) => live(await people.signInByWhatsapp({ subject }));
  /** The same person at the second bot, as in a third messenger. */
  const atSecondBot = async (id: number) => {
    const initData = api.initDataFor(id, {}, { botToken: api.botTokens.second });
    const botId = api.botTokens.second.split(':')[0];
    const { status, body } = await api.post(`/v1/sessions/telegram/${botId}`, { initData });
    expect(status).toBe(201);
    return body as unknown as OpenedSession;
  };
  const claimMerge = async (into: Token, from: Token) => {
    const { connectionId, token } = await people.start(into);
    return { connectionId, answer: await api.post('/v1/account-merges', { token }, from) };
  };
  const merge = async (into: Token, from: Token) => {
    const { connectionId, answer } = await claimMerge(into, from);
    const { number } = people.claimed(answer);
    expect(await people.confirm(connectionId, number, into)).toMatchObject({ status: 204 });
    return newestMerge(into);
  };
  const newestMerge = async (session: Token) => {
    const { body } = await api.get('/v1/account-merges', session);
    return (body.items as { id: string }[])[0]?.id ?? '';
  };
  const undo = (mergeId: string, session: Token): Promise<TestAnswer> =>
    api.post(`/v1/account-merges/${mergeId}/undo`, undefined, session);
  const protect = async (session: Token) => {
    const { accessToken, factor, secret } = await factors.enrol({ kind: 'totp' }, session);
    return { accessToken, factor: { id: factor.id, secret } };
  };
  const differences = async () =>
    (await compareLog({ ...api, projections: createProjections(api.vault) })).differences;
  return {
    ...{ people, factors, live, inTelegram, inWhatsapp, atSecondBot },
    ...{ claimMerge, merge, undo, protect, differences },
  };
};

describe('whoever was talked into a merge', () => {
  it('undoes it by their messenger alone for three days, whatever guards the account they are in now', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, protect, merge, undo, people, differences } = stageOf(api);
    const schemer = await protect(await inTelegram(1));
    const victim = await inWhatsapp('US.71');
    const mergeId = await merge(schemer, victim);

    const after = await people.signInByWhatsapp({ subject: 'US.71' });
    expect(after.account.id).not.toBe(victim.account.id);
    api.clock.advanceSeconds(301);
    expect(await undo(mergeId, after)).toMatchObject(refused(401, 'fresh_proof_required'));
    expect(await undo(mergeId, await people.signInByWhatsapp({ subject: 'US.71' }))).toMatchObject({
      status: 204,
    });
    const back = await people.signInByWhatsapp({ subject: 'US.71' });
    expect(back.account.id).toBe(victim.account.id);
    expect((await people.list(back)).length).toBe(1);
    expect(await differences()).toEqual([]);
  });

  it('undoes it as the first side, too, though the other one brought the only factor', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, protect, merge, undo, differences } = stageOf(api);
    const victim = await inTelegram(1);
    const mergeId = await merge(victim, await protect(await inWhatsapp('US.72')));
    const after = await api.signIn(1);
    expect(await api.delete('/v1/account', after)).toMatchObject(
      refused(401, 'insufficient_user_authentication'),
    );
    expect(await undo(mergeId, after)).toMatchObject({ status: 204 });
    const back = await api.signIn(1);
    expect(back.account.id).toBe(victim.account.id);
    expect((await api.get('/v1/factors', back)).body.items).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  it('gives the factor of their own side, and after three days what the account asks for', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, protect, merge, undo, people, factors } = stageOf(api);
    const first = await protect(await inTelegram(1));
    const mergeId = await merge(first, await inWhatsapp('US.73'));
    // The first side had a factor: its messenger alone undoes nothing.
    expect(await undo(mergeId, await api.signIn(1))).toMatchObject(
      refused(401, 'insufficient_user_authentication'),
    );
    api.clock.advanceSeconds(3 * day + 1);
    const late = await people.signInByWhatsapp({ subject: 'US.73' });
    expect(await undo(mergeId, late)).toMatchObject(refused(401, 'insufficient_user_authentication'));
    const raised = await factors.stepUp(first.factor, late);
    expect(await undo(mergeId, raised)).toMatchObject({ status: 204 });
  });

  it('gives a factor that both sides had, and that therefore did not move', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, merge, undo, people, factors } = stageOf(api);
    const both = { kind: 'email', email: 'both@example.org' } as const;
    const first = await factors.enrol(both, await inTelegram(1));
    const mergeId = await merge(first, await factors.enrol(both, await inWhatsapp('US.77')));
    const after = await people.signInByWhatsapp({ subject: 'US.77' });
    expect(await undo(mergeId, after)).toMatchObject(refused(401, 'insufficient_user_authentication'));
    const raised = await factors.stepUp({ id: first.factor.id }, after);
    expect(await undo(mergeId, raised)).toMatchObject({ status: 204 });
  });

  it('loses nothing meanwhile: no messenger goes, nothing is erased, and nobody moves on with it', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, atSecondBot, live, protect, merge, claimMerge, people } = stageOf(api);
    const schemer = await protect(await inTelegram(1));
    await merge(schemer, await inWhatsapp('US.74'));
    for (const { id } of await people.list(schemer))
      expect(await people.remove(id, schemer)).toMatchObject(refused(409, 'merge_recent'));
    expect(await api.delete('/v1/account', schemer)).toMatchObject(refused(409, 'merge_recent'));
    const other = await live(await atSecondBot(9));
    expect((await claimMerge(other, schemer)).answer).toMatchObject(refused(409, 'merge_recent'));
  });
});

describe('merges of merges', () => {
  it('gives back the first account, when the first of two merges is undone', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, atSecondBot, live, protect, merge, undo, people, factors, differences } =
      stageOf(api);
    const a = await inTelegram(1);
    const b = await protect(await inWhatsapp('US.81'));
    const merged = await merge(a, b);
    const c = await live(await atSecondBot(5));
    const inA = await factors.stepUp(b.factor, await api.signIn(1));
    await merge(inA, c);
    expect((await people.list(inA)).length).toBe(3);

    expect(await undo(merged, await api.signIn(1))).toMatchObject({ status: 204 });
    const backB = await people.signInByWhatsapp({ subject: 'US.81' });
    expect((await people.list(backB)).map(({ messenger }) => messenger)).toEqual(['whatsapp']);
    expect((await atSecondBot(5)).account.id).toBe(a.account.id);
    expect((await api.get('/v1/factors', await api.signIn(1))).body.items).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  it('is taken apart in the reverse order, each account as it was', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, atSecondBot, live, merge, undo, people, differences } = stageOf(api);
    const [a, b] = [await inTelegram(1), await inWhatsapp('US.82')];
    const first = await merge(a, b);
    api.clock.advanceSeconds(3 * day + 1);
    const d = await live(await atSecondBot(7));
    const second = await merge(d, await api.signIn(1));
    expect((await people.list(d)).length).toBe(3);
    // From where the account is now part of another one, nobody reaches the first merge.
    expect(await undo(first, d)).toMatchObject(refused(404, 'merge_not_found'));

    expect(await undo(second, await atSecondBot(7))).toMatchObject({ status: 204 });
    expect(await undo(first, await api.signIn(1))).toMatchObject({ status: 204 });
    const owners = [
      (await api.signIn(1)).account.id,
      (await people.signInByWhatsapp({ subject: 'US.82' })).account.id,
      (await atSecondBot(7)).account.id,
    ];
    expect(owners).toEqual([a.account.id, b.account.id, d.account.id]);
    expect(await differences()).toEqual([]);
  });
});

describe('an undo beside everything else', () => {
  it('leaves every messenger with one account, however sign-ins, a connection and a merge come in between', async () => {
    await using api = await startApi();
    const { inTelegram, inWhatsapp, atSecondBot, live, merge, claimMerge, undo, people, differences } =
      stageOf(api);
    const a = await inTelegram(1);
    const b = await inWhatsapp('US.91');
    const mergeId = await merge(a, b);
    const c = await live(await atSecondBot(2));
    const inA = await api.signIn(1);
    const pending = await claimMerge(inA, c);
    const { number } = people.claimed(pending.answer);

    const answers = await Promise.all([
      undo(mergeId, inA),
      undo(mergeId, await people.signInByWhatsapp({ subject: 'US.91' })),
      people.confirm(pending.connectionId, number, inA),
      people.signInByWhatsapp({ subject: 'US.91' }).catch(() => null),
      api.signIn(1).catch(() => null),
      api.post('/v1/identity-connections', undefined, inA),
      atSecondBot(2).catch(() => null),
    ]);
    const [one, two] = answers as TestAnswer[];
    expect([one?.status, two?.status].filter((status) => status === 204)).toHaveLength(1);
    for (const answer of answers)
      if (answer && 'status' in answer) expect([200, 201, 204, 401, 404, 409]).toContain(answer.status);

    expect((await people.signInByWhatsapp({ subject: 'US.91' })).account.id).toBe(b.account.id);
    expect((await api.signIn(1)).account.id).toBe(a.account.id);
    const ofC = (await atSecondBot(2)).account.id;
    expect([a.account.id, c.account.id]).toContain(ofC);
    const owners = await api.database.query<{ count: number }>({
      text: 'select count(*) from identities group by messenger, app_scope, subject having count(*) > 1',
    });
    expect(owners).toEqual([]);
    expect(await differences()).toEqual([]);
  });
});

describe('the code that was brought to a chat', () => {
  const subject = 'US.99';
  const bring = async (api: TestApi) => {
    const { inTelegram, inWhatsapp, people } = stageOf(api);
    const first = await inTelegram(1);
    const { connectionId, token } = await people.start(first);
    const second = await inWhatsapp(subject);
    expect((await people.preview(token, { subject })).body).toMatchObject({ effect: 'merge' });
    return { people, first, second, connectionId, token };
  };
  const offer = (api: TestApi, session: Token) => api.get('/v1/account-merges/offer', session);

  it('is what the app offers to this person, who need not type it again', async () => {
    await using api = await startApi();
    const { people, first, second, connectionId } = await bring(api);
    expect((await offer(api, second)).body).toMatchObject({
      ...{ connectionId, effect: 'merge', accountName: 'P••• 1•••' },
      merge: { messengers: ['whatsapp'], factors: [], hasShopLink: false },
    });
    const { number } = people.claimed(await api.post('/v1/account-merges', { connectionId }, second));
    expect(await people.see(connectionId, second)).toMatchObject({ state: 'claimed' });
    expect(await people.confirm(connectionId, number, first)).toMatchObject({ status: 204 });
    const after = await people.signInByWhatsapp({ subject });
    expect(after.account.id).toBe(first.account.id);
    expect(await people.see(connectionId, after)).toMatchObject({ code: 'connection_not_found' });
    expect(await offer(api, after)).toMatchObject(refused(404, 'connection_not_found'));
  });

  it('is offered to nobody else, by nobody else’s id, and not when it is over', async () => {
    await using api = await startApi();
    const { people, first, second, connectionId } = await bring(api);
    const { live } = stageOf(api);
    const stranger = await live(await people.signInByWhatsapp({ subject: 'US.98' }));
    for (const session of [stranger, first])
      expect(await offer(api, session)).toMatchObject(refused(404, 'connection_not_found'));
    expect(await api.post('/v1/account-merges', { connectionId }, stranger)).toMatchObject(
      refused(404, 'connection_invalid'),
    );
    expect(await api.post('/v1/account-merges', { connectionId, token: 'x' }, second)).toMatchObject(
      refused(400, 'invalid_request'),
    );
    expect(await people.see(connectionId, stranger)).toMatchObject({ code: 'connection_not_found' });
    api.clock.advanceSeconds(600);
    const late = await people.signInByWhatsapp({ subject });
    expect(await offer(api, late)).toMatchObject(refused(404, 'connection_not_found'));
    expect(await api.post('/v1/account-merges', { connectionId }, late)).toMatchObject(
      refused(404, 'connection_invalid'),
    );
  });
});

import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createProjections } from '../projections/index.ts';
import { compareLog } from '../rebuild/index.ts';
import { messengersOf, secondFactorsOf, startApi, type TestApi } from '../testing/index.ts';

const differences = async (api: TestApi) =>
  (await compareLog({ ...api, projections: createProjections(api.vault) })).differences;
const day = 86_400;
const refused = (status: number, code: string) => ({ status, body: { code } });
const lastOf = async (api: TestApi, subject: string) =>
  (await api.events()).findLast((event) => event.subject === subject);

/** A Telegram account with an e-mail factor, and a WhatsApp account with an authenticator. */
const twoAccounts = async (api: TestApi, userId = 1, subject = 'US.50000000000000000001') => {
  const [people, factors] = [messengersOf(api), secondFactorsOf(api)];
  const opened = await api.signIn(userId);
  const email = await factors.enrol({ kind: 'email', email: `a${userId}@example.org` }, opened);
  const first = { accessToken: email.accessToken };
  const other = await people.signInByWhatsapp({ subject });
  const totp = await factors.enrol({ kind: 'totp' }, other);
  const second = { accessToken: totp.accessToken };
  const claim = async () => {
    const { connectionId, token } = await people.start(first);
    const answer = await api.post('/v1/account-merges', { token }, second);
    return { connectionId, answer };
  };
  const confirm = async () => {
    const { connectionId, answer } = await claim();
    return people.confirm(connectionId, people.claimed(answer).number, first);
  };
  return {
    people,
    factors,
    first,
    second,
    totp,
    email,
    claim,
    confirm,
    ids: { first: opened.account.id, second: other.account.id },
    subject,
  };
};

const merged = async (api: TestApi, userId = 1, subject?: string) => {
  const two = await twoAccounts(api, userId, subject);
  expect((await two.confirm()).status).toBe(204);
  const { body } = await api.get('/v1/account-merges', two.first);
  const [merge] = body.items as { id: string; canUndo: boolean }[];
  /** The first side again, by its own factor. */
  const signedInAfter = async (seconds: number) => {
    api.clock.advanceSeconds(seconds);
    const { accessToken } = await two.factors.stepUp({ id: two.email.factor.id }, await api.signIn(userId));
    return { accessToken };
  };
  return { ...two, mergeId: merge?.id ?? '', signedInAfter };
};

describe('a merge of two accounts', () => {
  it('is previewed, confirmed by both, and makes one person of two, in log and tables alike', async () => {
    await using api = await startApi();
    const { people, first, second, claim, ids, factors, totp, subject } = await twoAccounts(api);
    const { connectionId, answer } = await claim();
    const preview = await api.get(`/v1/identity-connections/${connectionId}/merge-preview`, first);
    expect(preview.body).toEqual({
      ...{ messengers: ['whatsapp'], factors: [{ kind: 'totp', destination: null, comes: true }] },
      ...{ hasShopLink: false, backupCodes: 10, undoDays: 30, objectionDays: 3 },
    });
    expect((await people.list(first)).length).toBe(1);
    const { number } = people.claimed(answer);
    expect((await people.confirm(connectionId, number, first)).status).toBe(204);

    expect((await api.get('/v1/account', second)).body.code).toBe('invalid_token');
    const again = await people.signInByWhatsapp({ subject });
    expect(again).toMatchObject({ isNew: false, account: { id: ids.first } });
    const { body } = await api.get('/v1/factors', again);
    expect((body.items as { kind: string }[]).map(({ kind }) => kind)).toEqual(['email', 'totp']);
    // What came over still works: its secret was sealed anew.
    await factors.stepUp({ id: totp.factor.id, secret: totp.secret }, again);
    expect(await lastOf(api, ids.second)).toMatchObject({
      type: 'account.merged.v1',
      data: { oldSubject: ids.second, newSubject: ids.first },
    });
    expect(await differences(api)).toEqual([]);
  });

  it('can be undone for 30 days, and gives back what is still there', async () => {
    await using api = await startApi();
    const { people, first, ids, mergeId, subject, totp, factors } = await merged(api);
    expect((await api.post(`/v1/account-merges/${mergeId}/undo`, undefined, first)).status).toBe(204);
    expect((await api.get('/v1/account', first)).status).toBe(401);
    const back = await people.signInByWhatsapp({ subject });
    expect(back).toMatchObject({ isNew: false, account: { id: ids.second } });
    await factors.stepUp({ id: totp.factor.id, secret: totp.secret }, back);
    const own = await api.signIn(1);
    expect(own.account.id).toBe(ids.first);
    expect(((await api.get('/v1/factors', own)).body.items as { kind: string }[])[0]?.kind).toBe('email');
    expect((await api.get('/v1/account-merges', own)).body.items).toMatchObject([{ canUndo: false }]);
    expect((await lastOf(api, ids.second))?.type).toBe('session.raised.v1');
    expect((await api.events()).map(({ type }) => type)).toContain('account.merge_undone.v1');
    expect(await differences(api)).toEqual([]);
  });

  it('is undone by nobody else, not twice, not late, and not where one would be left with nothing', async () => {
    await using api = await startApi();
    const { people, first, mergeId, subject, signedInAfter } = await merged(api);
    const undo = (id: string, { accessToken }: { accessToken: string }) =>
      api.post(`/v1/account-merges/${id}/undo`, undefined, { accessToken });
    expect(await undo(mergeId, await api.signIn(2))).toMatchObject(refused(404, 'merge_not_found'));
    expect(await undo(randomUUIDv7(), first)).toMatchObject(refused(404, 'merge_not_found'));
    expect(await undo(mergeId, await people.signInByWhatsapp({ subject }))).toMatchObject(
      refused(401, 'insufficient_user_authentication'),
    );
    const [, whatsapp] = await people.list(first);
    expect(await people.remove(whatsapp?.id ?? '', first)).toMatchObject(refused(409, 'merge_recent'));
    const later = await signedInAfter(3 * day + 1);
    expect((await people.remove(whatsapp?.id ?? '', later)).status).toBe(204);
    const preview = await api.get(`/v1/account-merges/${mergeId}/undo-preview`, later);
    expect(preview.body).toMatchObject({ messengers: [], isPossible: false });
    expect(await undo(mergeId, later)).toMatchObject(refused(409, 'merge_undo_impossible'));
    expect(await differences(api)).toEqual([]);
    const late = await signedInAfter(27 * day);
    expect((await api.get('/v1/account-merges', late)).body.items).toMatchObject([{ canUndo: false }]);
    expect(await undo(mergeId, late)).toMatchObject(refused(404, 'merge_not_found'));
    expect(await api.get(`/v1/account-merges/${mergeId}/undo-preview`, late)).toMatchObject(
      refused(404, 'merge_not_found'),
    );
  });

  it('is refused where both have an account of the old shop, or both are in one messenger', async () => {
    await using api = await startApi();
    const { people, claim, ids, first } = await twoAccounts(api);
    for (const [accountId, hash] of [
      [ids.first, 'aa'],
      [ids.second, 'bb'],
    ])
      await api.database.query({
        text: `insert into shop_links (id, account_id, customer_hash, sealed_customer, linked_at, undo_until)
               values ($1, $2, $3, 'x', now(), now())`,
        values: [randomUUIDv7(), accountId, Buffer.from(hash as string, 'hex')],
      });
    expect((await claim()).answer).toMatchObject(refused(409, 'merge_shop_conflict'));
    const { token } = await people.start(first);
    const inTelegram = await secondFactorsOf(api).enrol({ kind: 'totp' }, await api.signIn(3));
    const both = { accessToken: inTelegram.accessToken };
    expect(await api.post('/v1/account-merges', { token }, both)).toMatchObject(
      refused(409, 'messenger_connected'),
    );
    const empty = await people.signInByWhatsapp({ subject: 'US.50000000000000000009' });
    expect(await api.post('/v1/account-merges', { token }, empty)).toMatchObject(
      refused(409, 'connection_changed'),
    );
    expect(await api.post('/v1/account-merges', { token: '0'.repeat(26) }, both)).toMatchObject(
      refused(404, 'connection_invalid'),
    );
    const nothing = await api.get(`/v1/identity-connections/${randomUUIDv7()}/merge-preview`, first);
    expect(nothing).toMatchObject(refused(404, 'connection_not_found'));
  });

  it('is exported as one person, and erased as one', async () => {
    await using api = await startApi();
    const { first: before, ids, subject, people, signedInAfter } = await merged(api);
    expect(await api.delete('/v1/account', before)).toMatchObject(refused(409, 'merge_recent'));
    const first = await signedInAfter(3 * day + 1);
    const { body } = await api.get('/v1/account/export', first);
    const [part] = body.mergedAccounts as { history: { type: string }[]; account: { id: string } }[];
    expect(part?.account.id).toBe(ids.second);
    expect(part?.history.at(-1)?.type).toBe('account.merged.v1');
    expect((await api.delete('/v1/account', first)).status).toBe(204);
    for (const id of [ids.first, ids.second])
      expect((await lastOf(api, id))?.type).toBe('account.deleted.v1');
    const keys = await api.database.query({ text: 'select from account_keys' });
    expect(keys).toEqual([]);
    expect(await people.signInByWhatsapp({ subject })).toMatchObject({ isNew: true });
    expect(await differences(api)).toEqual([]);
  });
});

describe('a merge beside everything else that happens', () => {
  it('happens once, however often it is confirmed, and never beside an erasure', async () => {
    await using api = await startApi();
    const one = await twoAccounts(api, 1, 'US.60000000000000000001');
    const { connectionId, answer } = await one.claim();
    const { number } = one.people.claimed(answer);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => one.people.confirm(connectionId, number, one.first)),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);

    const two = await twoAccounts(api, 2, 'US.60000000000000000002');
    const pending = await two.claim();
    const [erased, confirmed] = await Promise.all([
      api.delete('/v1/account', two.second),
      two.people.confirm(pending.connectionId, two.people.claimed(pending.answer).number, two.first),
    ]);
    // Whoever came second found nothing to do: the account was merged, or it was gone.
    expect([erased.status, confirmed.status].filter((status) => status === 204).length).toBeGreaterThan(0);
    const last = (await lastOf(api, two.ids.second))?.type;
    expect(['account.deleted.v1', 'account.merged.v1']).toContain(last);
    expect(await differences(api)).toEqual([]);
  });

  it('is undone once, however many ask, and not while the account goes on to be merged', async () => {
    await using api = await startApi();
    const { first, mergeId } = await merged(api);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => api.post(`/v1/account-merges/${mergeId}/undo`, undefined, first)),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(
      answers.filter(({ status }) => status !== 204).every(({ status }) => [401, 404].includes(status)),
    ).toBe(true);
    expect(await differences(api)).toEqual([]);
  });
});

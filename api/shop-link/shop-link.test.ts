import { describe, expect, it } from 'vitest';
import { startApi } from '../testing/index.ts';
import { shareLinking } from './testing/share-linking.ts';
import type { Linking } from './testing/start-linking.ts';

const begin = shareLinking();

const codesOf = (answers: readonly { status: number; body: { code?: string } }[]) =>
  answers.map(({ status, body }) => (body.code ? `${status} ${body.code}` : String(status))).sort();

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe('linking the old shop', () => {
  it('shows what would join, links it, and says so in the log', async () => {
    const linking = await begin();
    const { anna, api } = linking;
    const person = await linking.newPerson(1);

    const preview = await linking.preview(person);
    expect(preview).toMatchObject({
      status: 200,
      body: {
        linkTicket: expect.stringMatching(/^atl_lt_/),
        customer: { name: 'A••• K•••', email: 'a•••@e•••', phone: '+1•••01' },
        orderCount: anna.orders.length,
        lastOrderAt: anna.orders.at(-1)?.placedAt,
      },
    });
    expect((await linking.get(person)).body.code).toBe('shop_link_not_found');

    const linked = await linking.link(person, { linkTicket: preview.body.linkTicket });
    const linkedAt = Date.parse(String(linked.body.linkedAt));
    expect(linked).toMatchObject({
      status: 201,
      body: { customer: preview.body.customer, amr: ['telegram', 'pwd'], tokenType: 'Bearer' },
    });
    expect(Date.parse(String(linked.body.undoUntil)) - linkedAt).toBe(30 * 86_400_000);
    const { customer, undoUntil } = linked.body;
    expect((await linking.get(person)).body).toEqual({ customer, linkedAt: linked.body.linkedAt, undoUntil });

    const history = await api.get('/v1/account/history', { accessToken: person.accessToken });
    const items = history.body.items as { type: string; data: object }[];
    expect(items.find(({ type }) => type === 'shop_account.linked.v1')?.data).toEqual({
      linkId: expect.any(String),
      sessionId: person.session.id,
      shopCustomerId: anna.id,
      customerName: anna.name,
      email: anna.email,
      phone: anna.phone,
      linkedAt: linked.body.linkedAt,
      undoUntil,
    });
  });

  it('links at once by login and password, with a password that is not ASCII', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const ivan = linking.customer('ivan.petrov');
    expect(await linking.link(person, linking.credentials(ivan))).toMatchObject({
      status: 201,
      body: { customer: { name: 'И••• П•••' } },
    });
  });

  it('waits for a customer whose record is slow', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const nina = linking.customer('nina.slow@example.com');
    // Here a call may take 1 s, and her record takes 3.
    expect((await linking.preview(person, linking.credentials(nina))).body.code).toBe('shop_unavailable');
    await linking.sandbox.control('PATCH', `/legacy-shop/customers/${nina.id}`, { slow: false });
    expect((await linking.preview(person, linking.credentials(nina))).body.orderCount).toBe(48);
  });

  it('ends the account’s other sessions, and keeps this one', async () => {
    const linking = await begin();
    const [other, person] = [await linking.newPerson(1), await linking.newPerson(1)];
    expect((await linking.link(person)).status).toBe(201);
    expect((await linking.get(other)).body.code).toBe('invalid_token');
    expect((await linking.get(person)).status).toBe(200);
    expect(await linking.eventsOf(person, 'session.revoked.v1')).toMatchObject([
      { data: { sessionIds: [other.session.id], reason: 'shop_linked' } },
    ]);
  });

  it('can be undone, which frees the shop account for whoever has its password', async () => {
    const linking = await begin();
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.link(person);
    expect((await linking.unlink(person)).status).toBe(204);
    expect((await linking.unlink(person)).body.code).toBe('shop_link_not_found');
    expect((await linking.get(person)).body.code).toBe('shop_link_not_found');
    expect((await linking.link(other)).status).toBe(201);
    expect(await linking.eventsOf(person, 'shop_account.unlinked.v1')).toMatchObject([
      { data: { reason: 'undone' } },
    ]);
  });

  it('is undone once, sixteen times at once', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    await linking.link(person);
    const answers = await times(16, () => linking.unlink(person));
    expect(codesOf(answers)).toEqual(['204', ...Array(15).fill('404 shop_link_not_found')]);
    expect(await linking.eventsOf(person, 'shop_account.unlinked.v1')).toHaveLength(1);
  });

  it('is on record as unlinked when 30 days have passed', async () => {
    const linking = await begin();
    await linking.link(await linking.newPerson(1));
    linking.api.clock.advanceSeconds(30 * 86_400 + 1);
    const person = await linking.newPerson(1);
    expect((await linking.unlink(person)).status).toBe(204);
    expect(await linking.eventsOf(person, 'shop_account.unlinked.v1')).toMatchObject([
      { data: { reason: 'unlinked' } },
    ]);
  });

  it('is off, and says so, where no shop is configured', async () => {
    await using api = await startApi();
    const { accessToken } = await api.signIn(1);
    const body = { login: 'anna', password: 'secret' };
    const answers = [
      await api.post('/v1/shop-link/preview', body, { accessToken }),
      await api.post('/v1/shop-link', body, { accessToken }),
      await api.post('/v1/shop-link', { linkTicket: 'x' }, { accessToken }),
    ];
    expect(codesOf(answers)).toEqual(Array(3).fill('404 shop_not_configured'));
    expect((await api.get('/v1/shop-link', { accessToken })).body.code).toBe('shop_not_configured');
  });
});

describe('proof', () => {
  const calls = (linking: Linking) => ({
    preview: linking.preview,
    link: linking.link,
    unlink: linking.unlink,
  });

  it.each(['preview', 'link', 'unlink'] as const)('%s needs a proof of the last 300 s', async (call) => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    linking.api.clock.advanceSeconds(301);
    expect(await calls(linking)[call](person)).toMatchObject({
      status: 401,
      body: { code: 'fresh_proof_required' },
    });
  });

  it.each(['preview', 'link', 'unlink'] as const)(
    '%s needs a step-up where the account has a factor',
    async (call) => {
      const linking = await begin();
      const person = await linking.newPerson(1);
      await linking.protect(person);
      expect(await calls(linking)[call](person)).toMatchObject({
        status: 401,
        body: { code: 'insufficient_user_authentication', maxAge: 300 },
      });
    },
  );

  it.each(['/preview', '', '/verify'])(
    'POST /v1/shop-link%s is refused without a token, and with no login',
    async (path) => {
      const linking = await begin();
      const person = await linking.newPerson(1);
      expect((await linking.api.post(`/v1/shop-link${path}`, {})).body.code).toBe('invalid_token');
      for (const body of [
        {},
        { login: 'a' },
        { login: '', password: 'b' },
        { login: 'a', password: 'b', more: 1 },
      ]) {
        expect((await linking.post(person, path, body)).body.code).toBe('invalid_request');
      }
    },
  );
});

describe('a link ticket', () => {
  const withTicket = async (linking: Linking, userId = 1) => {
    const person = await linking.newPerson(userId);
    const { body } = await linking.preview(person);
    return { person, linkTicket: String(body.linkTicket) };
  };
  const refused = { status: 409, body: { code: 'link_ticket_invalid' } };

  it('works once, sixteen times at once', async () => {
    const linking = await begin();
    const { person, linkTicket } = await withTicket(linking);
    const answers = await times(16, () => linking.link(person, { linkTicket }));
    expect(codesOf(answers)).toEqual(['201', ...Array(15).fill('409 link_ticket_invalid')]);
    expect(await linking.eventsOf(person, 'shop_account.linked.v1')).toHaveLength(1);
  });

  it('is of this session, this account and no other', async () => {
    const linking = await begin();
    const { linkTicket } = await withTicket(linking);
    expect(await linking.link(await linking.newPerson(1), { linkTicket })).toMatchObject(refused);
    expect(await linking.link(await linking.newPerson(2), { linkTicket })).toMatchObject(refused);
  });

  it('dies after 300 s', async () => {
    const linking = await begin();
    const { person, linkTicket } = await withTicket(linking);
    // The proof is as old as that; renewing it shows that the ticket is refused for itself.
    linking.api.clock.advanceSeconds(301);
    await linking.api.database.query({ text: `update sessions set proof_fresh_until = '2999-01-01'` });
    expect(await linking.link(person, { linkTicket })).toMatchObject(refused);
  });

  it('dies when the shop account is unlinked, whoever held it', async () => {
    const linking = await begin();
    const [owner, other] = [await linking.newPerson(1), await withTicket(linking, 2)];
    await linking.link(owner);
    await linking.unlink(owner);
    expect(await linking.link(other.person, { linkTicket: other.linkTicket })).toMatchObject(refused);
  });

  it('is not one that somebody made up', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    for (const linkTicket of ['x', `atl_lt_${'A'.repeat(43)}`, `atl_rt_${'A'.repeat(43)}`]) {
      expect(await linking.link(person, { linkTicket })).toMatchObject(refused);
    }
  });
});

describe('one shop account and one Atlas account', () => {
  it('two of sixteen accounts never share one, however they race', async () => {
    const linking = await begin();
    const people = await times(16, (index) => linking.newPerson(index + 1));
    const tickets: unknown[] = [];
    // One after the other: more than five at once for one login are too many.
    for (const person of people) tickets.push((await linking.preview(person)).body.linkTicket);
    const answers = await Promise.all(
      people.map((person, index) => linking.link(person, { linkTicket: tickets[index] })),
    );
    expect(codesOf(answers)).toEqual(['201', ...Array(15).fill('409 shop_account_taken')]);
    const winner = people[answers.findIndex(({ status }) => status === 201)];
    const alerts = (await linking.api.events()).filter(
      ({ type, subject }) => type === 'suspicious.activity.v1' && linking.accountIds.has(subject),
    );
    expect(new Set(alerts.map(({ subject }) => subject))).toEqual(new Set([winner?.account.id]));
    expect(alerts[0]?.data).toMatchObject({ kind: 'shop_account_claimed', sessionId: null });
  });

  it('one account never links two, however it races', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const open = linking.customers.filter(({ locked, slow }) => !locked && !slow);
    const tickets = await Promise.all(
      open.map(
        async (customer) => (await linking.preview(person, linking.credentials(customer))).body.linkTicket,
      ),
    );
    const answers = await times(16, (index) => {
      const customer = open[index % open.length] ?? linking.anna;
      const isByTicket = index % 4 !== 0;
      return linking.link(
        person,
        isByTicket ? { linkTicket: tickets[index % tickets.length] } : linking.credentials(customer),
      );
    });
    expect(new Set(codesOf(answers))).toEqual(
      new Set(['201', '409 link_ticket_invalid', '409 shop_already_linked']),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await linking.eventsOf(person, 'shop_account.linked.v1')).toHaveLength(1);
    const rows = await linking.api.database.query({ text: 'select 1 from shop_links' });
    expect(rows).toHaveLength(1);
  });

  it('says taken to the right password only, and tells the owner once an hour for each who tries', async () => {
    const linking = await begin();
    const [owner, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.link(owner);
    const wrong = { ...linking.credentials(linking.anna), password: 'wrong' };
    expect((await linking.preview(other, wrong)).body.code).toBe('invalid_credentials');
    expect(await linking.eventsOf(owner, 'suspicious.activity.v1')).toEqual([]);

    const answers = [
      ...(await times(4, () => linking.preview(other))),
      await linking.link(other),
      await linking.preview(other),
    ];
    expect(codesOf(answers)).toEqual(Array(6).fill('409 shop_account_taken'));
    expect(await linking.eventsOf(owner, 'suspicious.activity.v1')).toHaveLength(1);
    linking.api.clock.advanceSeconds(3601);
    await linking.preview(await linking.newPerson(2));
    expect(await linking.eventsOf(owner, 'suspicious.activity.v1')).toHaveLength(2);
    expect(await linking.eventsOf(other, 'suspicious.activity.v1')).toEqual([]);
  });

  it('asks to unlink before another shop account is linked, and checks no password until then', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    await linking.link(person);
    for (const call of [linking.preview, linking.link]) {
      expect((await call(person, { login: 'marta', password: 'wrong' })).body.code).toBe(
        'shop_already_linked',
      );
    }
  });
});

describe('a lost answer', () => {
  it('is given again under the same Idempotency-Key, and links nothing twice', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const { linkTicket } = (await linking.preview(person)).body;
    const again = () => linking.link(person, { linkTicket }, { 'Idempotency-Key': 'one' });
    const answers = await times(16, again);
    expect(codesOf(answers)).toEqual(Array(16).fill('201'));
    expect(new Set(answers.map(({ body }) => body.linkedAt)).size).toBe(1);
    expect(await linking.eventsOf(person, 'shop_account.linked.v1')).toHaveLength(1);
    const other = await linking.link(person, { linkTicket: 'x' }, { 'Idempotency-Key': 'one' });
    expect(other.body.code).toBe('idempotency_key_reused');
  });

  it('is given again to login and password, and to this session only', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    const headers = { 'Idempotency-Key': 'one' };
    const [first, second] = [
      await linking.link(person, undefined, headers),
      await linking.link(person, undefined, headers),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    const later = await linking.newPerson(1);
    expect((await linking.link(later, undefined, headers)).body.code).toBe('shop_already_linked');
  });
});

describe('the old password in this session', () => {
  it('adds pwd, and gives a token that says so; other sessions stay as they are', async () => {
    const linking = await begin();
    await linking.link(await linking.newPerson(1));
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(1)];
    const raised = await linking.verify(person);
    expect(raised).toMatchObject({
      status: 200,
      body: { amr: ['telegram', 'pwd'], acr: 'urn:atlas:acr:messenger', tokenType: 'Bearer' },
    });
    const renewed = { ...person, accessToken: String(raised.body.accessToken) };
    expect((await linking.get(renewed)).status).toBe(200);
    const sessions = await linking.api.database.query<{ id: string; amr: string[] }>({
      text: 'select id, amr from sessions where id = any ($1)',
      values: [[person.session.id, other.session.id]],
    });
    expect(new Map(sessions.map(({ id, amr }) => [id, amr]))).toEqual(
      new Map([
        [person.session.id, ['telegram', 'pwd']],
        [other.session.id, ['telegram']],
      ]),
    );
  });

  it('needs a link, and the password of the very account that is linked', async () => {
    const linking = await begin();
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    expect((await linking.verify(person)).body.code).toBe('shop_link_required');
    await linking.link(person);
    await linking.link(other, linking.credentials(linking.customer('marta')));
    expect((await linking.verify(person, linking.credentials(linking.customer('lilei88')))).body.code).toBe(
      'invalid_credentials',
    );
    expect((await linking.verify(person, linking.credentials(linking.customer('marta')))).body.code).toBe(
      'shop_account_taken',
    );
    expect(await linking.eventsOf(other, 'suspicious.activity.v1')).toHaveLength(1);
  });

  it('counts no more once the shop account is unlinked', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    await linking.link(person);
    await linking.unlink(person);
    const [session] = await linking.api.database.query<{ amr: string[] }>({
      text: 'select amr from sessions where id = $1',
      values: [person.session.id],
    });
    expect(session?.amr).toEqual(['telegram']);
  });
});

import { describe, expect, it } from 'vitest';
import { shareLinking } from './testing/share-linking.ts';

const begin = shareLinking();

describe('erasing an account', () => {
  it('frees the shop account, says so in the log, and forgets who tried; the tries count on', async () => {
    const linking = await begin();
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.preview(person, { login: 'nobody', password: 'x' });
    await linking.link(person);
    await linking.preview(other);
    await linking.fault({ kind: 'error', count: 1 });
    await linking.verify(person);

    const { accessToken } = person;
    const told = (await linking.api.get('/v1/account/export', { accessToken })).body;
    expect(told.shopLink).toMatchObject({ customerId: linking.anna.id, customer: { name: 'A••• K•••' } });
    expect(told.wrongShopPasswords).toHaveLength(1);
    expect((await linking.api.delete('/v1/account', { accessToken })).status).toBe(204);

    expect(await linking.eventsOf(person, 'shop_account.unlinked.v1')).toMatchObject([
      { data: { reason: 'account_deleted' } },
    ]);
    const tries = await linking.api.database.query({
      text: 'select account_id as "by" from shop_link_tries',
    });
    expect(tries).toEqual([{ by: null }]);
    expect((await linking.link(other)).status).toBe(201);
  });

  it('takes tickets, claims and reminders along', async () => {
    const linking = await begin();
    const [owner, person] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.preview(person, linking.credentials(linking.customer('marta')));
    await linking.link(owner);
    await linking.preview(person);
    await linking.fault({ kind: 'error', count: 1 });
    await linking.preview(person);
    await linking.api.delete('/v1/account', { accessToken: person.accessToken });
    for (const table of ['shop_link_tickets', 'shop_link_claims', 'shop_link_reminders']) {
      expect(await linking.api.database.query({ text: `select 1 from ${table}` })).toEqual([]);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf } from '../api/testing/index.ts';
import type { OldShopCustomer } from '../sandbox/wire.ts';
import { type Chatter, inTelegram, inWhatsapp, startBots, type TestBots } from './testing/index.ts';

let bots: TestBots;
let customers: OldShopCustomer[];
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
  customers = await bots.control<OldShopCustomer[]>('GET', '/legacy-shop/customers');
});
afterAll(() => bots[Symbol.asyncDispose]());

const shopper = (login: string) => customers.find((one) => one.login === login) as OldShopCustomer;

/** What only a person sees: codes that were sent to them, and what their authenticator shows. */
const sentTo = (accountId: string) => {
  const newest = async (type: string) => {
    const found = (await bots.api.commands()).findLast(
      (sent) => sent.type === type && sent.subject === accountId,
    );
    if (!found) throw new Error(`no ${type}`);
    return found.secret as Record<string, string>;
  };
  return {
    code: async () => (await newest('notify.send_code.v1')).code as string,
    totp: async () =>
      secondFactorsOf(bots.api).totpCode((await newest('notify.send_totp_setup.v1')).secret as string),
  };
};

const accountIdOf = async ({
  messenger,
  subject,
}: Pick<Chatter, 'messenger' | 'subject'>): Promise<string> => {
  const [row] = await bots.database.query<{ id: string }>({
    text: 'select account_id as id from identities where messenger = $1 and subject = $2',
    values: [messenger, subject],
  });
  return (row as { id: string }).id;
};

/** Everything a person does, as their chat has it: every word and every button. */
const byChat = async (person: Chatter, customer: OldShopCustomer, phone: string): Promise<string> => {
  await person.write('/register');
  await person.press('Register me');
  const accountId = await accountIdOf(person);
  const sent = sentTo(accountId);
  await person.write('/link');
  await person.press('Go on here');
  await person.write(customer.login);
  expect((await person.write(customer.password)).text).toContain('Is this you?');
  await person.press('Link it');

  await person.write('/security');
  await person.press('Go on here');
  await person.press('Add SMS');
  await person.write(phone);
  const on = await person.write(await sent.code());
  expect(on.text).toContain('is your second factor from now on');
  const shown = await person.press('Show them');
  const codes = shown.text.match(/[0-9A-Z]{5}-[0-9A-Z]{5}/g) ?? [];
  expect(codes).toHaveLength(10);
  expect((await person.write(codes[3] as string)).text).toContain('Well kept.');

  await person.write('/security');
  await person.press('Go on here');
  await person.press('Add authenticator');
  expect((await person.write(await sent.totp())).text).toContain('is your second factor');

  await person.write('/security');
  await person.press('Go on here');
  await person.press('New backup codes');
  await person.press('Not now');

  await person.write('/link');
  await person.press('Go on here');
  await person.press('Unlink');
  await person.press('Yes, unlink');
  return accountId;
};

/** The same, as the mini app asks the API for it. */
const byApp = async (userId: number, customer: OldShopCustomer, phone: string): Promise<string> => {
  const { accessToken, account } = await bots.api.signIn(userId);
  const sent = sentTo(account.id);
  let token = accessToken;
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await bots.api.call(method, path, {
      accessToken: token,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 400) throw new Error(`${path}: ${answer.body.code}`);
    if (typeof answer.body.accessToken === 'string') token = answer.body.accessToken;
    return answer.body as Record<string, never>;
  };
  const { login, password } = customer;
  const { linkTicket } = await ask('POST', '/v1/shop-link/preview', { login, password });
  await ask('POST', '/v1/shop-link', { linkTicket });
  const sms = await ask('POST', '/v1/factors', { kind: 'sms', phone });
  const { backupCodes } = await ask('POST', `/v1/factors/${sms.factorId}/confirm`, {
    code: await sent.code(),
  });
  await ask('POST', '/v1/backup-codes/confirm', { code: (backupCodes as unknown as string[])[3] });
  const totp = await ask('POST', '/v1/factors', { kind: 'totp', deliver: 'chat' });
  await ask('POST', `/v1/factors/${totp.factorId}/confirm`, { code: await sent.totp() });
  await ask('POST', '/v1/backup-codes');
  await ask('DELETE', '/v1/shop-link');
  return account.id;
};

/** Ids by their order, and placeholders for times, seals and the messenger: what is left must be the same bytes. */
const logOf = async (accountId: string, { messenger, appScope }: Pick<Chatter, 'messenger' | 'appScope'>) => {
  const rows = await bots.database.query<Record<string, unknown>>({
    text: `select type, topic, source, sequence, data, subject from event_log where subject = $1 order by sequence`,
    values: [accountId],
  });
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `<id ${ids.size}>`;
    ids.set(id, known);
    return known;
  };
  return rows.map((row) =>
    JSON.stringify(row)
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, idOf)
      .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<time>')
      .replace(/"(?:s1\.|v1\.|eyJ)[\w.-]+"/g, '"<sealed>"')
      .replaceAll(`"${messenger}"`, '"<messenger>"')
      .replaceAll(`"${appScope}"`, '"<scope>"'),
  );
};

describe('everything done by chat alone', () => {
  it('leaves the same events as the mini app, byte for byte, in every messenger', async () => {
    const anna = inTelegram(bots, await bots.newPerson());
    const wendy = inWhatsapp(bots, await bots.newWhatsappPerson());
    const [app, ...chats] = await Promise.all([
      byApp(880_001, shopper('anna@example.com'), '+4915112345671'),
      byChat(anna, shopper('ivan.petrov'), '+4915112345672'),
      byChat(wendy, shopper('lilei88'), '+4915112345673'),
    ]);
    const viaApp = await logOf(app, { messenger: 'telegram', appScope: '7000000001' });
    expect(viaApp.length).toBeGreaterThan(14);
    expect(await logOf(chats[0] as string, anna)).toEqual(viaApp);
    expect(await logOf(chats[1] as string, wendy)).toEqual(viaApp);
  });
});

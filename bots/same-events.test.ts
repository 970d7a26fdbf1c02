import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondFactorsOf } from '../api/testing/index.ts';
import type { OldShopCustomer } from '../sandbox/wire.ts';
import { createLocalise, plain, type TextKey } from './dialogue/index.ts';
import { type Chatter, inTelegram, inWechat, inWhatsapp, startBots, type TestBots } from './testing/index.ts';

let bots: TestBots;
let customers: OldShopCustomer[];
beforeAll(async () => {
  bots = await startBots();
  await bots.connectWechat();
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

const localise = createLocalise();

/** Everything a person does, as their chat has it: every word and every button. */
const byChat = async (person: Chatter, customer: OldShopCustomer, phone: string): Promise<string> => {
  const words = (key: TextKey, values = {}) =>
    plain(localise(person.locale, { key, values })).replaceAll('*', '');
  const press = (...labels: TextKey[]) =>
    labels.reduce(async (before, label) => {
      await before;
      return person.press(words(label));
    }, person.last());
  const inSecurity = async (...labels: TextKey[]) => {
    await person.write('/security');
    return press('label.here', ...labels);
  };
  await person.write('/register');
  await press('label.register');
  const accountId = await accountIdOf(person);
  const sent = sentTo(accountId);
  await person.write('/link');
  await press('label.here');
  await person.write(customer.login);
  expect((await person.write(customer.password)).text).toContain(words('link.previewEnds'));
  await press('label.linkIt');

  await inSecurity('label.addSms');
  await person.write(phone);
  await person.write(await sent.code());
  const shown = await press('label.showCodes');
  const codes = shown.text.match(/[0-9A-Z]{5}-[0-9A-Z]{5}/g) ?? [];
  expect(codes).toHaveLength(10);
  await person.write(codes[3] as string);

  await inSecurity('label.addTotp');
  await person.write(await sent.totp());
  await inSecurity('label.newCodes', 'label.notNow');

  await person.write('/link');
  await press('label.here', 'label.unlink', 'label.unlinkYes');
  expect((await person.last()).text).toContain(words('unlink.done'));
  return accountId;
};

/** The same, as the mini app asks the API for it. */
const byApp = async (
  userId: number,
  language: string,
  customer: OldShopCustomer,
  phone: string,
): Promise<string> => {
  const { accessToken, account } = await bots.api.signIn(userId, {
    initData: bots.api.initDataFor(userId, {
      user: { id: userId, first_name: 'Anna', language_code: language },
    }),
  });
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
    const meimei = inWechat(bots, await bots.newWechatPerson());
    const app = { messenger: 'telegram', appScope: '7000000001' } as const;
    const [english, chinese, telegram, whatsapp, wechat] = await Promise.all([
      byApp(880_001, 'en', shopper('anna@example.com'), '+4915112345671').then((id) => logOf(id, app)),
      byApp(880_002, 'zh', shopper('tom@example.com'), '+4915112345672').then((id) => logOf(id, app)),
      byChat(anna, shopper('ivan.petrov'), '+4915112345673').then((id) => logOf(id, anna)),
      byChat(wendy, shopper('lilei88'), '+4915112345674').then((id) => logOf(id, wendy)),
      byChat(meimei, shopper('marta'), '+4915112345675').then((id) => logOf(id, meimei)),
    ]);
    expect(english.length).toBeGreaterThan(14);
    expect(telegram).toEqual(english);
    expect(whatsapp).toEqual(english);
    // WeChat tells nobody's language: its people begin in Chinese.
    expect(wechat).toEqual(chinese);
  });
});

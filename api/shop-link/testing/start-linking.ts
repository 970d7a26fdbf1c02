import { createMetrics } from '@atlas/shared/process';
import { startSandbox } from '../../../sandbox/testing/start-sandbox.ts';
import type { Fault, OldShopCustomer } from '../../../sandbox/wire.ts';
import { createHttpLegacyShop, observeShopCalls } from '../../legacy-shop/index.ts';
import { startApi } from '../../testing/index.ts';

type Options = {
  answerEveryMs?: number;
  probeEveryMs?: number;
  pauseMs?: number;
  rateLimitFactor?: number;
};

/** The API, and the sandbox's old shop behind its own HTTP contract. */
export const startLinking = async ({
  answerEveryMs = 0,
  probeEveryMs = 60_000,
  pauseMs = 20,
  rateLimitFactor = 1000,
}: Options = {}) => {
  const sandbox = await startSandbox();
  const metrics = createMetrics({ runtime: false });
  const shop = createHttpLegacyShop({
    url: sandbox.at('/legacy-shop'),
    key: sandbox.legacyShop.key,
    timeoutMs: 1000,
    pauseMs,
    observe: observeShopCalls(metrics),
  });
  const api = await startApi(
    { shopAnswerEveryMs: answerEveryMs, shopProbeEveryMs: probeEveryMs, rateLimitFactor },
    { legacyShop: shop },
  );
  const { body } = await sandbox.control('GET', '/legacy-shop/customers');
  const customers = body as OldShopCustomer[];
  const customer = (login: string) => {
    const found = customers.find((one) => one.login === login);
    if (!found) throw new Error(`no customer ${login}`);
    return found;
  };
  const credentials = ({ login, password }: OldShopCustomer) => ({ login, password });
  const anna = customer('anna@example.com');

  // People of a test are nobody's of the test before.
  let firstUserId = 0;
  const accountIds = new Set<string>();
  const newPerson = async (number: number) => {
    const person = await api.signIn(firstUserId + number);
    accountIds.add(person.account.id);
    return person;
  };
  type Person = Awaited<ReturnType<typeof newPerson>>;
  const post = (person: Person, path: string, body: unknown, headers: Record<string, string> = {}) =>
    api.post(`/v1/shop-link${path}`, body, { accessToken: person.accessToken, headers });
  const eventsOf = async (person: Person, type?: string) =>
    (await api.events()).filter(
      (event) => event.subject === person.account.id && (!type || event.type === type),
    );

  return {
    api,
    metricsText: async () => (await api.metrics.text()) + (await metrics.text()),
    sandbox,
    shop,
    customers,
    anna,
    customer,
    credentials,
    newPerson,
    /** Of the people of this test. */
    accountIds,
    /** As on the first day: nothing linked, tried or broken, and other people. */
    begin: async () => {
      firstUserId += 1000;
      accountIds.clear();
      await api.database.query({
        text: 'truncate shop_links, shop_link_tickets, shop_link_tries, shop_link_claims, shop_link_reminders, shop_link_blocks',
      });
      await sandbox.control('POST', '/reset');
    },
    post,
    preview: (person: Person, body: object = credentials(anna)) => post(person, '/preview', body),
    link: (person: Person, body: object = credentials(anna), headers?: Record<string, string>) =>
      post(person, '', body, headers),
    verify: (person: Person, body: object = credentials(anna)) => post(person, '/verify', body),
    get: (person: Person) => api.get('/v1/shop-link', { accessToken: person.accessToken }),
    unlink: (person: Person) => api.delete('/v1/shop-link', { accessToken: person.accessToken }),
    eventsOf,
    /** Gives the account an active factor, as if it had been enrolled. */
    protect: (person: Person) =>
      api.database.query({
        text: `insert into factors (id, account_id, kind, name, state, sealed_secret, last_step, created_at)
               values (gen_random_uuid(), $1, 'totp', 'App', 'active', 'x', 1, now())`,
        values: [person.account.id],
      }),
    fault: (fault: Omit<Fault, 'target'>) =>
      sandbox.control('POST', '/faults', { target: 'legacy-shop', ...fault }),
    mend: () => sandbox.control('DELETE', '/faults'),
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    },
  };
};
export type Linking = Awaited<ReturnType<typeof startLinking>>;

import { createEmbeddedEventBus } from '@atlas/shared/event-bus';
import { createLogger, createMetrics } from '@atlas/shared/process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAnalytics } from '../../analytics/index.ts';
import { ensureClient } from '../clients/index.ts';
import { startApi, type TestApi } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const base = '/v1/admin/analytics';
const secret = 'test-secret-of-the-analyst-0123456789';
const dayMs = 86_400_000;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** A token of a client that may read figures. */
const analystToken = async (api: TestApi): Promise<string> => {
  const { database, clock } = api;
  const client = {
    clientId: 'analyst',
    name: 'Analyst',
    secret,
    audiences: ['atlas-api'],
    scopes: ['analytics:read'],
  };
  await ensureClient({ database, clock }, client);
  const response = await fetch(`${api.url}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`analyst:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'analytics:read' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

describe('figures', () => {
  let api: TestApi;
  let accessToken: string;
  let stop: () => Promise<void>;
  let today: string;
  beforeAll(async () => {
    api = await startApi();
    const { database, clock, vault } = api;
    const logger = createLogger({ process: 'test', level: 'silent' });
    const bus = createEmbeddedEventBus({
      database,
      databaseUrl: database.url,
      vault,
      clock,
      logger,
      pollMs: 20,
    });
    const analytics = createAnalytics({
      database,
      bus,
      clock,
      logger,
      metrics: createMetrics({ runtime: false }),
    });
    await analytics.start();
    stop = async () => {
      await analytics.stop();
      await bus.close();
    };
    for (const person of [1, 2, 3]) await api.signIn(person);
    clock.advanceSeconds(7 * 86_400);
    await api.signIn(1);
    await api.signIn(4);
    today = dayOf(clock());
    await vi.waitFor(async () => expect(await bus.lag('analytics')).toMatchObject({ events: 0 }), within);
    accessToken = await analystToken(api);
  });
  afterAll(async () => {
    await stop();
    await api[Symbol.asyncDispose]();
  });
  const get = (path: string) => api.get(`${base}/${path}`, { accessToken });
  const lastWeek = () => dayOf(new Date(Date.parse(today) - 7 * dayMs));
  /** The Monday of a day's week. */
  const monday = (day: string) =>
    dayOf(new Date(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * dayMs));

  it('of registrations come by day for the last thirty days, the empty ones too', async () => {
    const { status, body } = await get('registrations');
    expect(status).toBe(200);
    expect(body).toMatchObject({ to: today, bucket: 'day', timeZone: 'UTC', total: 4 });
    const items = body.items as { start: string; registered: number }[];
    expect(items).toHaveLength(30);
    expect(items.filter(({ registered }) => registered > 0)).toEqual([
      { start: lastWeek(), registered: 3 },
      { start: today, registered: 1 },
    ]);
  });

  it('come by week and month as well, and count the days asked for only', async () => {
    const weeks = await get(`registrations?from=${lastWeek()}&to=${today}&bucket=week`);
    expect(weeks.body.items).toEqual([
      { start: monday(lastWeek()), registered: 3 },
      { start: monday(today), registered: 1 },
    ]);
    const month = await get(`registrations?from=${today}&to=${today}&bucket=month`);
    expect(month.body).toMatchObject({
      total: 1,
      items: [{ start: `${today.slice(0, 7)}-01`, registered: 1 }],
    });
  });

  it('of the funnel count every step, in all and by bucket', async () => {
    const { body } = await get(`funnel?from=${lastWeek()}&to=${today}&bucket=week`);
    const none = { linked: 0, protected: 0, purchased: 0 };
    expect(body.total).toEqual({ opened: 4, registered: 4, ...none });
    expect(body.items).toEqual([
      { start: monday(lastWeek()), opened: 3, registered: 3, ...none },
      { start: monday(today), opened: 1, registered: 1, ...none },
    ]);
  });

  it('of retention tell what share of a cohort came again, for the weeks that have begun', async () => {
    const { body } = await get(`retention?from=${lastWeek()}`);
    expect(body).toMatchObject({ bucket: 'week', timeZone: 'UTC' });
    expect(body.items).toEqual([
      {
        cohort: monday(lastWeek()),
        people: 3,
        weeks: [
          { week: 0, active: 3, share: 1 },
          { week: 1, active: 1, share: 0.3333 },
        ],
      },
      { cohort: monday(today), people: 1, weeks: [{ week: 0, active: 1, share: 1 }] },
    ]);
    expect((await get(`retention?from=${lastWeek()}&weeks=1&to=${lastWeek()}`)).body.items).toMatchObject([
      { weeks: [{ week: 0 }, { week: 1 }] },
    ]);
  });

  it.each([
    ['registrations?from=yesterday', 'from'],
    ['registrations?from=2026-02-30', 'from'],
    ['registrations?from=2026-11-02&to=2026-11-01', 'from'],
    ['registrations?from=2020-01-01&to=2026-11-01', 'from'],
    ['registrations?bucket=hour', 'bucket'],
    ['registrations?form=2026-11-01', ''],
    ['funnel?to=2026-13-01', 'to'],
    ['retention?weeks=53', 'weeks'],
    ['retention?bucket=day', 'bucket'],
  ])('refuse %s, and say what is wrong', async (path, field) => {
    const { status, body } = await get(path);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(body.errors).toEqual([
      expect.objectContaining({ path: field, message: expect.stringMatching(/\w/) }),
    ]);
  });

  it('are for clients with the scope alone', async () => {
    const bots = await api.serviceToken();
    const person = await api.signIn(1);
    for (const path of ['registrations', 'funnel', 'retention']) {
      expect((await api.get(`${base}/${path}`)).body.code).toBe('invalid_token');
      expect((await api.get(`${base}/${path}`, { accessToken: person.accessToken })).body.code).toBe(
        'invalid_token',
      );
      expect(await api.get(`${base}/${path}`, { accessToken: bots })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    }
  });
});

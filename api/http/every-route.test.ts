import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing/index.ts';

type Operation = { security?: Record<string, string[]>[]; requestBody?: object };
type Called = { method: string; path: string; name: string; hasBody: boolean };

/** Every operation whose security names this scheme, as the API itself publishes them: a new route is in here at once. */
const operationsOf = async (api: TestApi, scheme: string): Promise<Called[]> => {
  const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security = [] }]) => security.some((each) => scheme in each))
      .map(([method, { requestBody }]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, randomUUID()),
        name: `${method.toUpperCase()} ${path}`,
        hasBody: requestBody !== undefined,
      })),
  );
};

describe('every route', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const call = ({ method, path, hasBody }: Called, options: Parameters<TestApi['call']>[2]) =>
    api.call(method, path, { ...options, ...(hasBody ? { body: { code: '123456' } } : {}) });

  /** What each answered, by name: one look shows which route is open. */
  const answers = async (operations: readonly Called[], options: Parameters<TestApi['call']>[2]) =>
    Object.fromEntries(
      await Promise.all(
        operations.map(async (operation) => {
          const { status, body } = await call(operation, options);
          return [operation.name, `${status} ${body.code}`];
        }),
      ),
    );
  const all = (operations: readonly Called[], answer: string) =>
    Object.fromEntries(operations.map(({ name }) => [name, answer]));

  it('of a session is closed to callers without its live edge token', async () => {
    const operations = await operationsOf(api, 'edgeToken');
    expect(operations.length).toBeGreaterThan(25);
    const refused = all(operations, '401 invalid_token');

    const key = await api.createKey();
    const bound = await api.signIn(1, { key });
    const signedOut = await api.signIn(1);
    await api.delete('/v1/sessions/current', { accessToken: signedOut.accessToken });
    const erased = await api.signIn(2);
    await api.delete('/v1/account', { accessToken: erased.accessToken });

    expect(await answers(operations, {})).toEqual(refused);
    for (const accessToken of [
      signedOut.accessToken,
      erased.accessToken,
      bound.accessToken, // without the proof of its key
      bound.refreshToken,
      await api.serviceToken(),
      'x',
    ])
      expect(await answers(operations, { accessToken })).toEqual(refused);
  });

  it('of a session is closed to a bound token with another key’s proof', async () => {
    const operations = await operationsOf(api, 'edgeToken');
    const { accessToken } = await api.signIn(1, { key: await api.createKey() });
    const thief = await api.createKey();
    expect(await answers(operations, { accessToken, key: thief })).toEqual(
      all(operations, '401 dpop_invalid'),
    );
  });

  it('of a service is closed to people, and to services without its scope', async () => {
    const operations = await operationsOf(api, 'serviceToken');
    expect(operations.length).toBeGreaterThan(5);
    const refused = all(operations, '401 invalid_token');
    const { accessToken, refreshToken } = await api.signIn(1);
    for (const token of [undefined, accessToken, refreshToken, 'x'])
      expect(await answers(operations, token ? { accessToken: token } : {})).toEqual(refused);
  });

  it('takes the acting account from the token alone', async () => {
    const operations = await operationsOf(api, 'edgeToken');
    const { accessToken } = await api.signIn(3);
    const { account: other } = await api.signIn(4);
    const before = JSON.stringify(await api.events());
    const given = {
      accountId: other.id,
      account_id: other.id,
      userId: other.id,
      sub: other.id,
      acr: 'urn:atlas:acr:mfa',
      role: 'admin',
    };
    for (const operation of operations.filter(({ hasBody }) => hasBody)) {
      const { status } = await api.call(operation.method, operation.path, {
        accessToken,
        body: given,
        headers: { 'X-Account-Id': other.id },
      });
      expect(`${operation.name} ${status}`).toMatch(/ (400|401|404)$/);
    }
    expect(JSON.stringify(await api.events())).toBe(before);
  });
});

describe('what is somebody else’s', () => {
  it('answers exactly as what is not there, on every route that names a thing', async () => {
    await using api = await startApi();
    const owner = await api.signIn(1);
    const { body: enrolment } = await api.post(
      '/v1/factors',
      { kind: 'totp' },
      { accessToken: owner.accessToken },
    );
    const stranger = await api.signIn(2);
    const things: [string, string, object | undefined][] = [
      ['DELETE', `/v1/sessions/${owner.session.id}`, undefined],
      ['POST', `/v1/factors/${enrolment.factorId}/confirm`, { code: '123456' }],
      ['PATCH', `/v1/factors/${enrolment.factorId}`, { name: 'Mine' }],
      ['DELETE', `/v1/factors/${enrolment.factorId}`, undefined],
      ['POST', '/v1/challenges', { factorId: enrolment.factorId }],
      ['POST', `/v1/challenges/${enrolment.challengeId}/answer`, { code: '123456' }],
      ['POST', `/v1/challenges/${enrolment.challengeId}/resend`, undefined],
    ];
    const ids = [owner.session.id, enrolment.factorId, enrolment.challengeId] as string[];
    const absent = (text: string) => ids.reduce((changed, id) => changed.replaceAll(id, randomUUID()), text);
    for (const [method, path, body] of things) {
      const ask = (at: string, send: object | undefined) =>
        api.call(method, at, { accessToken: stranger.accessToken, ...(send ? { body: send } : {}) });
      const [foreign, none] = [
        await ask(path, body),
        await ask(absent(path), body && JSON.parse(absent(JSON.stringify(body)))),
      ];
      const visible = ({ status, body: { requestId: _, ...rest } }: typeof foreign) => ({ status, ...rest });
      expect(visible(foreign), `${method} ${path}`).toEqual(visible(none));
      expect(foreign.status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    }
    expect((await api.get('/v1/account', { accessToken: owner.accessToken })).status).toBe(200);
  });
});

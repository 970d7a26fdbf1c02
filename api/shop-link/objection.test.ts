import { describe, expect, it } from 'vitest';
import { shareLinking } from './testing/share-linking.ts';
import { type Linking, startLinking } from './testing/start-linking.ts';

const begin = shareLinking();

type Secret = { email: string | null; phone: string | null; code: string; site: string };

const noticesOf = async ({ api, accountIds }: Linking): Promise<Secret[]> =>
  (await api.commands())
    .filter(({ type, subject }) => type === 'notify.send_shop_notice.v1' && accountIds.has(subject))
    .map(({ secret }) => secret as Secret);

const codeOf = async (linking: Linking): Promise<string> => {
  const code = (await noticesOf(linking)).at(-1)?.code;
  if (!code) throw new Error('no notice');
  return code;
};

const say = async ({ api }: Linking, code: string, language = 'en') => {
  const answer = await fetch(`${api.url}/not-me`, {
    method: 'POST',
    headers: { 'Accept-Language': language },
    body: new URLSearchParams({ code }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

describe('"it was not me"', () => {
  it('goes to what the shop has on file, with a code; where there is nothing, nowhere', async () => {
    const linking = await begin();
    const [person, other] = [await linking.newPerson(1), await linking.newPerson(2)];
    await linking.link(person);
    const { email, phone } = linking.anna;
    const site = `${new URL(linking.api.url).host}/not-me`;
    expect(await noticesOf(linking)).toEqual([
      { email, phone, site, code: expect.stringMatching(/^\d{4} \d{4} \d{4}$/) },
    ]);
    await linking.sandbox.control('PATCH', '/legacy-shop/customers/C1006', { slow: false });
    await linking.link(other, linking.credentials(linking.customer('tom@example.com')));
    expect((await noticesOf(linking)).at(-1)).toMatchObject({ email: 'tom@example.com', phone: null });
  });

  it('ends the link and all sessions of whoever linked, and nobody links that shop account for a day', async () => {
    const linking = await begin();
    const [thief, owner] = [await linking.newPerson(1), await linking.newPerson(2)];
    const { linkTicket } = (await linking.preview(owner)).body;
    await linking.link(thief);
    const said = await say(linking, (await codeOf(linking)).replaceAll(' ', '-'));
    expect([said.status, said.text]).toEqual([200, expect.stringContaining('The link has ended.')]);

    expect((await linking.get(thief)).body.code).toBe('invalid_token');
    expect(await linking.eventsOf(thief, 'shop_account.unlinked.v1')).toMatchObject([
      { data: { reason: 'objected' } },
    ]);
    expect(await linking.eventsOf(thief, 'session.revoked.v1')).toMatchObject([
      { data: { reason: 'shop_link_objected', sessionIds: [thief.session.id] } },
    ]);
    expect((await linking.link(owner, { linkTicket })).body.code).toBe('link_ticket_invalid');
    for (const call of [linking.preview, linking.link]) {
      const answer = await call(await linking.newPerson(2));
      expect(answer).toMatchObject({ status: 403, body: { code: 'shop_link_blocked' } });
      expect(answer.body.retryAfterSeconds).toBeGreaterThan(86_000);
    }
    linking.api.clock.advanceSeconds(86_401);
    expect((await linking.link(await linking.newPerson(2))).status).toBe(201);
  });

  it('counts once, sixteen times at once', async () => {
    const linking = await begin();
    const person = await linking.newPerson(1);
    await linking.link(person);
    const code = await codeOf(linking);
    const answers = await Promise.all(Array.from({ length: 16 }, () => say(linking, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(15).fill(404)]);
    expect(await linking.eventsOf(person, 'shop_account.unlinked.v1')).toHaveLength(1);
  });

  it.each(['', '1234', '0000 0000 0000', "1' or '1'='1", '<b>1</b>'])(
    'is refused with the code "%s", which is not shown again',
    async (code) => {
      const linking = await begin();
      await linking.link(await linking.newPerson(1));
      const { status, text } = await say(linking, code);
      expect([status, text]).toEqual([404, expect.stringContaining('That code is not right')]);
      if (code.length > 4) expect(text).not.toContain(code);
    },
  );

  it('is refused after 72 hours, and after the link was undone', async () => {
    const linking = await begin();
    await linking.link(await linking.newPerson(1));
    const code = await codeOf(linking);
    linking.api.clock.advanceSeconds(72 * 3600 + 1);
    expect((await say(linking, code)).status).toBe(404);
    const person = await linking.newPerson(1);
    await linking.unlink(person);
    await linking.link(person);
    const next = await codeOf(linking);
    await linking.unlink(person);
    expect((await say(linking, next)).status).toBe(404);
  });

  it('is a page in the reader’s language that needs no script and that nobody may frame', async () => {
    const linking = await begin();
    for (const [language, words] of [
      ['ru-RU,ru;q=0.9', 'Это не я'],
      ['zh-CN', '不是我本人'],
      ['de', 'It was not me'],
    ] as const) {
      const answer = await fetch(`${linking.api.url}/not-me`, { headers: { 'Accept-Language': language } });
      expect(answer.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(await answer.text()).toContain(`<h1>${words}</h1>`);
    }
    expect((await fetch(`${linking.api.url}/not-me/page.css`)).headers.get('Content-Type')).toMatch(/css/);
  });

  it('has its tries limited by network', async () => {
    await using linking = await startLinking({ rateLimitFactor: 0.05 });
    const answers = [];
    for (let round = 0; round < 5; round += 1) answers.push((await say(linking, '0000 0000 0000')).status);
    expect(answers).toEqual([404, 404, 404, 429, 429]);
  });
});

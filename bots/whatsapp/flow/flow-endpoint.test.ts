import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherCode, secondFactorsOf } from '../../../api/testing/index.ts';
import type { WhatsappMessage } from '../../../sandbox/wire.ts';
import { sealFlow as seal, startBots, type TestBots } from '../../testing/index.ts';

type Person = Awaited<ReturnType<TestBots['newWhatsappPerson']>>;

let bots: TestBots;
let factors: ReturnType<typeof secondFactorsOf>;
beforeAll(async () => {
  bots = await startBots();
  factors = secondFactorsOf(bots.api);
  await bots.untilReady();
});
afterAll(() => bots[Symbol.asyncDispose]());

const sentTo = async (person: Person, count: number): Promise<WhatsappMessage[]> => {
  await expect
    .poll(async () => (await person.answers()).length, { timeout: 10_000 })
    .toBeGreaterThanOrEqual(count);
  return person.answers();
};
const loginTokenIn = ({ link }: WhatsappMessage): string =>
  new URLSearchParams(new URL(link?.url ?? '').hash.slice(1)).get('login') ?? '';

/** Signed in by the link that the bot wrote. */
const signIn = async (person: Person) => {
  const before = (await person.answers()).length;
  await person.write('app');
  const link = (await sentTo(person, before + 1)).slice(before).find((message) => message.link);
  const { body } = await bots.api.post('/v1/sessions/whatsapp', {
    loginToken: loginTokenIn(link as WhatsappMessage),
  });
  return { accessToken: String(body.accessToken), refreshToken: String(body.refreshToken) };
};

let nextAddress = 1;
/** Somebody whose app waits for a code that went out by e-mail, and the chat's offer to enter it there. */
const asked = async (purpose: 'step_up' | 'enrol' = 'step_up') => {
  const person = await bots.newWhatsappPerson();
  const email = `flow${nextAddress++}@example.com`;
  const first = await signIn(person);
  let tokens = first;
  let challengeId: string;
  let factorId = '';
  if (purpose === 'enrol') challengeId = (await factors.begin({ kind: 'email', email }, first)).challengeId;
  else {
    factorId = (await factors.enrol({ kind: 'email', email }, first)).factor.id;
    tokens = await signIn(person);
    challengeId = await factors.challenge({ factorId }, tokens);
  }
  const before = (await person.answers()).length;
  await person.write('code');
  const offer = (await sentTo(person, before + 1))[before] as WhatsappMessage;
  return { person, offer, tokens, challengeId, factorId, code: await factors.sentCode(challengeId) };
};

describe('a code entered in WhatsApp', () => {
  it('is asked for on request, says who asks, and raises the session that waits for it', async () => {
    const { person, offer, tokens, factorId, code } = await asked();
    expect(offer).toMatchObject({ flow: { title: 'Enter the code' } });
    expect(JSON.stringify(await person.chat())).not.toContain('eyJ');
    const shown = await person.flow(offer.messageId, { open: true });
    expect(shown).toMatchObject({
      screen: 'CODE',
      data: { hint: expect.stringMatching(/^It went to f.*asks for it/) },
    });
    const wrong = await person.flow(offer.messageId, { submit: { code: otherCode(code) } });
    expect(wrong).toMatchObject({
      screen: 'CODE',
      isOver: false,
      error: 'That is not the code. 4 tries are left.',
    });
    expect((await person.flow(offer.messageId, { submit: { code: 'x' } })).error).toMatch(/no code/);
    const before = (await person.answers()).length;
    expect(await person.flow(offer.messageId, { submit: { code } })).toMatchObject({
      screen: 'SUCCESS',
      isOver: true,
    });
    expect((await sentTo(person, before + 1)).at(-1)?.text).toMatch(/^\*Right\.\* Go back/);
    const { body } = await bots.api.post('/v1/sessions/refresh', { refreshToken: tokens.refreshToken });
    const raised = { accessToken: String(body.accessToken) };
    expect((await bots.api.patch(`/v1/factors/${factorId}`, { name: 'Mail' }, raised)).status).toBe(200);
    const said = JSON.stringify(await bots.whatsappUpdates()) + bots.logs.join('\n');
    expect(said).not.toContain(code);
  });

  it('puts a first factor into service, and shows the backup codes in the Flow, not in the chat', async () => {
    const { person, offer, code } = await asked('enrol');
    await person.flow(offer.messageId, { open: true });
    const shown = await person.flow(offer.messageId, { submit: { code } });
    expect(shown).toMatchObject({ screen: 'BACKUP_CODES', isOver: false });
    const codes = String(shown.data.codes).split('\n');
    expect(codes).toHaveLength(10);
    expect(await person.flow(offer.messageId, { submit: {} })).toMatchObject({ isOver: true });
    await expect.poll(async () => (await person.answers()).at(-1)?.text).toMatch(/^\*Right\.\*/);
    expect(JSON.stringify(await person.chat())).not.toContain(codes[0]);
  });

  it('is taken from phones that leave the token out, and the screen can be come back to', async () => {
    const { person, offer, code } = await asked();
    await person.flow(offer.messageId, { open: true, omitsToken: true });
    expect(await person.flow(offer.messageId, { submit: { code } })).toMatchObject({
      isOver: true,
      screen: 'SUCCESS',
    });
    const again = await asked();
    await again.person.flow(again.offer.messageId, { open: true });
    expect(await again.person.flow(again.offer.messageId, { back: true })).toMatchObject({ screen: 'CODE' });
  });

  it('is over once it was given elsewhere, is too late, or was wrong too often', async () => {
    const given = await asked();
    await factors.answer(given.challengeId, given.code, given.tokens);
    await given.person.flow(given.offer.messageId, { open: true });
    const over = { isOver: true, error: expect.stringMatching(/^Nobody waits for this code any more/) };
    expect(await given.person.flow(given.offer.messageId, { submit: { code: given.code } })).toMatchObject(
      over,
    );

    const wrong = await asked();
    await wrong.person.flow(wrong.offer.messageId, { open: true });
    const submit = { code: otherCode(wrong.code) };
    for (const left of [4, 3, 2, 1])
      expect((await wrong.person.flow(wrong.offer.messageId, { submit })).error).toContain(`${left} tr`);
    expect(await wrong.person.flow(wrong.offer.messageId, { submit })).toMatchObject({ isOver: true });

    const late = await asked();
    await late.person.flow(late.offer.messageId, { open: true });
    bots.clock.advanceSeconds(301);
    expect(await late.person.flow(late.offer.messageId, { submit: { code: late.code } })).toMatchObject(over);
  });

  it('is not asked for where nothing waits', async () => {
    const person = await bots.newWhatsappPerson();
    await signIn(person);
    const before = (await person.answers()).length;
    await person.write('Код');
    expect((await sentTo(person, before + 1)).at(-1)?.text).toMatch(/^Nothing waits for a code/);
  });
});

describe('POST /webhooks/whatsapp/flow', () => {
  const post = async (raw: string, headers: Record<string, string> = {}, method = 'POST') => {
    const signature = createHmac('sha256', bots.sandbox.whatsapp.appSecret).update(raw).digest('hex');
    const response = await fetch(`${bots.url}/webhooks/whatsapp/flow`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'X-Hub-Signature-256': `sha256=${signature}`,
        ...headers,
      },
      ...(method === 'GET' ? {} : { body: raw }),
    });
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get('content-type'),
    };
  };
  const ask = async (request: object) => {
    const { raw, open } = seal({ version: '3.0', ...request });
    const { status, text, type } = await post(raw);
    return { status, type, answer: open(text) };
  };
  /** The token in a message that the bot sent, as the phone has it. */
  const tokenFor = async () => {
    const { person, offer, code, challengeId } = await asked();
    const { data } = await person.flow(offer.messageId, { open: true });
    return { token: String(data.token), code, challengeId, person };
  };
  const invalid = { status: 427, answer: { error_msg: expect.any(String) } };

  it('answers the health check and acknowledges what a phone could not show, in plain text', async () => {
    expect(await ask({ action: 'ping' })).toEqual({
      status: 200,
      type: 'text/plain; charset=utf-8',
      answer: { data: { status: 'active' } },
    });
    const error = { error: 'invalid_screen', error_message: 'x' };
    for (const action of ['INIT', 'data_exchange'])
      expect((await ask({ action, data: error, flow_token: 'x' })).answer).toEqual({
        data: { acknowledged: true },
      });
  });

  it('begins at INIT and goes back by BACK with the screen of the token’s question', async () => {
    const { token } = await tokenFor();
    for (const action of ['INIT', 'BACK'])
      expect(await ask({ action, flow_token: token })).toMatchObject({
        status: 200,
        answer: { screen: 'CODE', data: { heading: 'Enter the code', token } },
      });
  });

  it('says 432 to a wrong, missing or re-encoded signature, and 421 to what is not sealed to our key', async () => {
    const { raw } = seal({ action: 'ping' });
    for (const signature of ['', 'sha256=00', `sha256=${'0'.repeat(64)}`])
      expect((await post(raw, { 'X-Hub-Signature-256': signature })).status).toBe(432);
    const signature = createHmac('sha256', bots.sandbox.whatsapp.appSecret).update(raw).digest('hex');
    expect((await post(` ${raw}`, { 'X-Hub-Signature-256': `sha256=${signature}` })).status).toBe(432);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await post(seal({ action: 'ping' }, { to: other.publicKey }).raw)).toMatchObject({
      status: 421,
      text: '',
    });
    expect((await post('{}')).status).toBe(421);
  });

  it('refuses another method, type, size and form', async () => {
    expect((await post('', {}, 'GET')).status).toBe(405);
    expect((await post('{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await post('{')).status).toBe(400);
    expect((await post(seal({ nothing: true }).raw)).status).toBe(400);
    expect((await post(`"${'x'.repeat(65 * 1024)}"`)).status).toBe(413);
  });

  it('says 427 to a token that is not ours, and to none', async () => {
    const { token, code } = await tokenFor();
    const forged = await new SignJWT({ challenge: crypto.randomUUID(), locale: 'en' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('US.1')
      .setIssuer(bots.sandbox.whatsapp.phoneNumberId)
      .setAudience('atlas-code-flow')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(bots.sandbox.whatsapp.appSecret));
    const unsigned = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${token.split('.')[1]}.`;
    for (const flow_token of [undefined, '', 'x', forged, unsigned, `${token.slice(0, -2)}AA`])
      for (const action of ['INIT', 'data_exchange'])
        expect(await ask({ action, screen: 'CODE', data: { code }, flow_token }), flow_token).toMatchObject(
          invalid,
        );
  });

  it('takes Meta’s signature of the token, where it comes along, for this token only', async () => {
    const { token, code } = await tokenFor();
    const sign = (flow_token: string, secret: string) =>
      new SignJWT({ flow_token }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
    const { appSecret } = bots.sandbox.whatsapp;
    const give = (flow_token_signature: string) =>
      ask({
        action: 'data_exchange',
        screen: 'CODE',
        data: { code },
        flow_token: token,
        flow_token_signature,
      });
    for (const signature of [
      'x',
      await sign(token, 'another secret'),
      await sign('another token', appSecret),
    ])
      expect(await give(signature)).toMatchObject(invalid);
    expect(await give(await sign(token, appSecret))).toMatchObject({
      status: 200,
      answer: { screen: 'SUCCESS' },
    });
  });

  it('lets one of 16 right codes through, and answers a request that comes again with 427', async () => {
    const { token, code } = await tokenFor();
    const { raw } = seal({
      version: '3.0',
      action: 'data_exchange',
      screen: 'CODE',
      data: { code },
      flow_token: token,
    });
    const answers = await Promise.all(Array.from({ length: 16 }, () => post(raw)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(15).fill(427)]);
  });

  it('answers for the question of the token and for no other of the person’s', async () => {
    const { token, person } = await tokenFor();
    const other = await signIn(person);
    bots.clock.advanceSeconds(61);
    const list = await bots.api.get('/v1/factors', other);
    const challengeId = await factors.challenge(
      { factorId: (list.body.items as { id: string }[])[0]?.id ?? '' },
      other,
    );
    const code = await factors.sentCode(challengeId);
    const given = await ask({
      action: 'data_exchange',
      screen: 'CODE',
      data: { code, challengeId },
      flow_token: token,
    });
    // The newer code made the first question void.
    expect(given).toMatchObject(invalid);
    expect((await factors.answer(challengeId, code, other)).status).toBe(200);
  });

  it('asks to try again when the API is away', async () => {
    const { token, code } = await tokenFor();
    await bots.replaceBots({ config: { apiUrl: 'http://127.0.0.1:9' } });
    const given = await ask({ action: 'data_exchange', screen: 'CODE', data: { code }, flow_token: token });
    expect(given).toMatchObject({
      status: 200,
      answer: { screen: 'CODE', data: { error_message: expect.stringMatching(/try again/) } },
    });
    await bots.replaceBots();
    await bots.untilReady();
  });
});

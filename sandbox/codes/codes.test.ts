import { describe, expect, it } from 'vitest';
import { startSandbox } from '../testing/start-sandbox.ts';
import { findCode } from './find-code.ts';

describe('a code in a text', () => {
  it.each([
    ['747723 is your ExampleCo authentication code.\n\n@example.com #747723', '747723'],
    ['something @example.com #747723', null],
    ['@example.com code #747723', null],
    ['Your code is\n\n730461\n\nIt is good for 5 minutes.', '730461'],
    ['Atlas code: 730461', '730461'],
    ['Call +79261234512 about order 12345678', null],
    ['Nothing here', null],
  ])('%j', (text, code) => expect(findCode(text)).toBe(code));
});

describe('GET /codes', () => {
  const sendTo = async (sandbox: Awaited<ReturnType<typeof startSandbox>>, to: string, code: string) =>
    fetch(`${sandbox.smsApiRoot}/messages`, {
      method: 'POST',
      body: JSON.stringify({
        to,
        from: 'Atlas',
        body: `Atlas code: ${code}`,
        clientRef: crypto.randomUUID(),
        validitySeconds: 300,
        category: 'otp',
      }),
      headers: {
        Authorization: `Bearer ${sandbox.sandbox.sms.apiKey}`,
        'Content-Type': 'application/json',
      },
    });
  const to = '+79261234512';

  it('waits for a code that has not come yet, and then gives the newest', async () => {
    await using sandbox = await startSandbox();
    expect(await sandbox.control('GET', `/codes?to=${encodeURIComponent(to)}`)).toMatchObject({
      status: 404,
    });
    const waiting = sandbox.control('GET', `/codes?to=${encodeURIComponent(to)}&waitSeconds=10`);
    await sendTo(sandbox, to, '111111');
    const first = await waiting;
    expect(first).toMatchObject({ status: 200, body: { code: '111111', channel: 'sms' } });
    sandbox.clock.advanceSeconds(1);
    const next = sandbox.control('GET', `/codes?to=+79261234512&waitSeconds=10&after=${first.body.at}`);
    await sendTo(sandbox, to, '222222');
    expect(await next).toMatchObject({ body: { code: '222222' } });
    expect(await sandbox.control('GET', `/codes?to=${encodeURIComponent(to)}`)).toMatchObject({
      body: { code: '222222' },
    });
  });

  it('waits for the code that comes after the one it told, and tells that again where none comes', async () => {
    await using sandbox = await startSandbox();
    const ask = (waitSeconds: number) =>
      sandbox.control('GET', `/codes?to=${encodeURIComponent(to)}&waitSeconds=${waitSeconds}`);
    await sendTo(sandbox, to, '111111');
    expect(await ask(10)).toMatchObject({ body: { code: '111111' } });
    sandbox.clock.advanceSeconds(1);
    const next = ask(10);
    await sendTo(sandbox, to, '222222');
    expect(await next).toMatchObject({ body: { code: '222222' } });
    expect(await ask(0.2)).toMatchObject({ body: { code: '222222' } });
  });

  it('finds a code in a chat', async () => {
    await using sandbox = await startSandbox();
    const person = await sandbox.join();
    await sandbox.call('sendMessage', { chat_id: person.id, text: 'Your code: 654321' });
    expect(await sandbox.control('GET', `/codes?to=${person.id}`)).toMatchObject({
      body: { code: '654321', channel: 'telegram' },
    });
  });

  it('refuses to wait for nobody, or for ever', async () => {
    await using sandbox = await startSandbox();
    expect(await sandbox.control('GET', '/codes')).toMatchObject({ status: 422 });
    expect(await sandbox.control('GET', '/codes?to=1&waitSeconds=61')).toMatchObject({ status: 422 });
  });
});

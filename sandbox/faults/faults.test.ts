import { describe, expect, it } from 'vitest';
import { startBotServer } from '../testing/bot-server.ts';
import { startSandbox, type TestSandbox } from '../testing/start-sandbox.ts';

const break_ = (sandbox: TestSandbox, fault: object) =>
  sandbox.control('POST', '/faults', { target: 'telegram', ...fault });
const send = (sandbox: TestSandbox, id: number) => sandbox.call('sendMessage', { chat_id: id, text: 'x' });

describe('the fault panel', () => {
  it('answers 500 so many times, and does nothing then', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await break_(sandbox, { kind: 'error', count: 2 });
    for (let times = 0; times < 2; times += 1) {
      expect(await send(sandbox, id)).toEqual({
        ok: false,
        error_code: 500,
        description: 'Internal Server Error',
      });
    }
    expect(await send(sandbox, id)).toMatchObject({ ok: true });
    expect(await sandbox.chat(id)).toHaveLength(2);
  });

  it('answers 429 for its time by the clock', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await break_(sandbox, { kind: '429', forSeconds: 60 });
    expect(await send(sandbox, id)).toMatchObject({ error_code: 429, parameters: { retry_after: 5 } });
    sandbox.clock.advanceSeconds(61);
    expect(await send(sandbox, id)).toMatchObject({ ok: true });
    expect((await sandbox.control('GET', '/faults')).body).toEqual([]);
  });

  it('says 403 to what writes into a chat, and lets the rest be', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await break_(sandbox, { kind: 'blocked' });
    expect(await send(sandbox, id)).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    expect(await sandbox.call('getMyCommands')).toMatchObject({ ok: true });
    await sandbox.control('DELETE', '/faults');
    expect(await send(sandbox, id)).toMatchObject({ ok: true });
  });

  it('cuts the connection before anything is done: drop', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await break_(sandbox, { kind: 'drop', count: 1 });
    await expect(send(sandbox, id)).rejects.toThrow('fetch failed');
    expect(await sandbox.chat(id)).toHaveLength(1);
  });

  it('does the work and never answers: timeout', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await break_(sandbox, { kind: 'timeout', count: 1 });
    const givingUp = new AbortController();
    const call = fetch(`${sandbox.apiRoot}/bot${sandbox.botToken}/sendMessage?chat_id=${id}&text=x`, {
      signal: givingUp.signal,
    });
    await expect.poll(() => sandbox.chat(id)).toHaveLength(2);
    givingUp.abort();
    await expect(call).rejects.toThrow();
  });

  it('delivers an update twice, under the same id', async () => {
    await using sandbox = await startSandbox();
    await using bot = await startBotServer();
    await sandbox.call('setWebhook', { url: bot.url });
    await break_(sandbox, { kind: 'duplicate', count: 1 });
    const { id } = await sandbox.join();
    await sandbox.write(id, 'next');
    await expect.poll(bot.texts).toEqual(['/start', '/start', 'next']);
    expect(bot.received[0]?.update.update_id).toBe(bot.received[1]?.update.update_id);
  });

  it('hands updates out again by getUpdates too', async () => {
    await using sandbox = await startSandbox();
    await sandbox.join();
    const [first] = (await sandbox.call('getUpdates')).result;
    await break_(sandbox, { kind: 'duplicate', count: 1 });
    expect((await sandbox.call('getUpdates', { offset: first.update_id + 1 })).result).toEqual([first]);
  });

  it('spares the calls that fetch updates', async () => {
    await using sandbox = await startSandbox();
    await break_(sandbox, { kind: 'error', count: 1 });
    expect(await sandbox.call('getMe')).toMatchObject({ ok: true });
    expect(await sandbox.call('getUpdates')).toMatchObject({ ok: true });
    expect((await sandbox.control('GET', '/faults')).body).toEqual([
      { target: 'telegram', kind: 'error', count: 1 },
    ]);
  });

  it('refuses what is not here to break', async () => {
    await using sandbox = await startSandbox();
    expect(await break_(sandbox, { target: 'bus', kind: 'error' })).toMatchObject({
      status: 422,
      body: { code: 'target_absent' },
    });
    expect(await break_(sandbox, { kind: 'explode' })).toMatchObject({
      status: 422,
      body: { code: 'invalid_request' },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../testing/start-sandbox.ts';

describe('getUpdates', () => {
  it('hands updates out in order until an offset confirms them', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    await sandbox.write(id, 'one');
    await sandbox.write(id, 'two');
    const { result } = await sandbox.call('getUpdates');
    expect(result.map((update: { message: { text: string } }) => update.message.text)).toEqual([
      '/start',
      'one',
      'two',
    ]);
    const [first, second, third] = result.map(({ update_id }: { update_id: number }) => update_id);
    expect([second, third]).toEqual([first + 1, first + 2]);
    expect((await sandbox.call('getUpdates', { offset: third })).result).toHaveLength(1);
    expect((await sandbox.call('getUpdates', { offset: third + 1 })).result).toEqual([]);
  });

  it('keeps only the last with a negative offset, and no more than the limit', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join();
    for (const text of ['a', 'b', 'c']) await sandbox.write(id, text);
    expect((await sandbox.call('getUpdates', { limit: 2 })).result).toHaveLength(2);
    const { result } = await sandbox.call('getUpdates', { offset: -1 });
    expect(result).toMatchObject([{ message: { text: 'c' } }]);
    expect((await sandbox.call('getUpdates', { offset: -5 })).result).toHaveLength(1);
  });

  it('answers a waiting call as soon as something happens', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join({}, { started: false });
    const waiting = sandbox.call('getUpdates', { timeout: 30 });
    await sandbox.write(id, 'hi');
    expect((await waiting).result).toMatchObject([
      { message: { text: 'hi', from: { id }, chat: { id, type: 'private' } } },
    ]);
  });

  it('lets the later of two waiting calls win', async () => {
    await using sandbox = await startSandbox();
    const first = sandbox.call('getUpdates', { timeout: 30 });
    await expect
      .poll(async () => {
        const second = sandbox.call('getUpdates', { timeout: 30, offset: 1 });
        const loser = await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 200))]);
        void second.catch(() => undefined);
        return loser;
      })
      .toEqual({
        ok: false,
        error_code: 409,
        description:
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      });
  });

  it('ends waiting calls when the sandbox stops', async () => {
    const sandbox = await startSandbox();
    const waiting = sandbox.call('getUpdates', { timeout: 50 });
    await expect.poll(() => sandbox.call('getMe')).toMatchObject({ ok: true });
    await sandbox.sandbox.stop();
    expect((await waiting).result).toEqual([]);
  });

  it('is refused while a webhook is set, and a waiting call is told of it', async () => {
    await using sandbox = await startSandbox();
    const waiting = sandbox.call('getUpdates', { timeout: 50 });
    await expect.poll(() => sandbox.call('getMe')).toMatchObject({ ok: true });
    await sandbox.call('setWebhook', { url: 'http://localhost:9/x' });
    expect(await waiting).toMatchObject({
      error_code: 409,
      description: 'Conflict: terminated by setWebhook request',
    });
    expect(await sandbox.call('getUpdates')).toEqual({
      ok: false,
      error_code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
  });

  it('forgets what is older than 24 hours', async () => {
    await using sandbox = await startSandbox();
    await sandbox.join();
    sandbox.clock.advanceSeconds(24 * 3600 + 1);
    expect((await sandbox.call('getUpdates')).result).toEqual([]);
  });

  it('leaves out the kinds that nobody asked for', async () => {
    await using sandbox = await startSandbox();
    await sandbox.call('getUpdates', { allowed_updates: ['callback_query'] });
    const { id } = await sandbox.join();
    expect((await sandbox.call('getUpdates', { offset: -1 })).result).toEqual([]);
    expect((await sandbox.call('getWebhookInfo')).result.allowed_updates).toEqual(['callback_query']);
    await sandbox.call('getUpdates', { allowed_updates: [] });
    await sandbox.write(id, 'now');
    expect((await sandbox.call('getUpdates', { offset: -2 })).result).toHaveLength(1);
  });

  it('takes an offset from some other queue for none', async () => {
    await using sandbox = await startSandbox();
    await sandbox.join();
    expect((await sandbox.call('getUpdates', { offset: 987_654_321 })).result).toMatchObject([
      { message: { text: '/start' } },
    ]);
  });

  it('makes a caller that repeats an offset too quickly wait', async () => {
    await using sandbox = await startSandbox();
    await sandbox.call('getUpdates');
    const quick = sandbox.call('getUpdates');
    const first = await Promise.race([
      quick.then(() => 'updates'),
      sandbox.call('getMe').then(() => 'getMe'),
    ]);
    expect(first).toBe('getMe');
    await sandbox.join();
    expect((await quick).result).toHaveLength(1);
  });

  it('tells of edits, blocks, contacts and a permission given by opening the app', async () => {
    await using sandbox = await startSandbox();
    const { id } = await sandbox.join({}, { started: false });
    await sandbox.control('POST', `/telegram/users/${id}/launch`, { url: `${sandbox.publicUrl}/miniapp/` });
    const { messageId } = await sandbox.write(id, 'teh');
    await sandbox.control('PATCH', `/telegram/users/${id}/messages/${messageId}`, { text: 'the' });
    await sandbox.control('POST', `/telegram/users/${id}/share-contact`);
    await sandbox.control('POST', `/telegram/users/${id}/block`);
    await sandbox.control('POST', `/telegram/users/${id}/block`);
    await sandbox.control('POST', `/telegram/users/${id}/unblock`);
    expect((await sandbox.call('getUpdates')).result).toMatchObject([
      { message: { write_access_allowed: {} } },
      { message: { text: 'teh' } },
      { edited_message: { message_id: messageId, text: 'the', edit_date: expect.any(Number) } },
      {
        message: {
          contact: { user_id: id, phone_number: expect.stringMatching(/^\d+$/), first_name: 'Somebody' },
        },
      },
      {
        my_chat_member: {
          chat: { id },
          old_chat_member: { status: 'member' },
          new_chat_member: { status: 'kicked', user: { id: sandbox.botId } },
        },
      },
      { my_chat_member: { new_chat_member: { status: 'member' } } },
    ]);
  });
});

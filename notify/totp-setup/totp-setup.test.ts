import { randomUUIDv7 } from 'node:crypto';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const otpauthUri = `otpauth://totp/Atlas:Anna?secret=${secret}&issuer=Atlas`;
type World = Awaited<ReturnType<typeof startNotify>>;

const start = async () => {
  const world = await startNotify();
  const accountId = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  return { world, accountId };
};

const sendSetup = async (world: World, subject: string, ttlSeconds = 600) => {
  const messageRef = randomUUIDv7();
  const data = {
    messageRef,
    locale: 'en' as const,
    expiresAt: new Date(world.clock().getTime() + ttlSeconds * 1000).toISOString(),
    sealed: await world.seal(world.database, messageRef, { otpauthUri, secret }),
  };
  await world.append([{ subject, type: 'notify.send_totp_setup.v1', data }]);
  return messageRef;
};
const deleteMessage = (world: World, subject: string, messageRef: string) =>
  world.append([{ subject, type: 'notify.delete_message.v1', data: { messageRef } }]);

describe('the set-up of an authenticator in the chat', () => {
  it('is a picture a camera reads, with the key grouped, that cannot be forwarded', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await sendSetup(world, accountId);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(2);
    const message = world.telegram.to('42')[1];
    expect(message?.isProtected).toBe(true);
    expect(message?.text).toContain('<code>JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP</code>');
    expect(message?.text).toContain('after 5 minutes');
    expect(message?.buttons).toEqual([[{ text: 'Copy the key', copy_text: { text: secret } }]]);
    const { data, width, height } = PNG.sync.read(Buffer.from(message?.picture ?? []));
    expect(jsqr.default(new Uint8ClampedArray(data), width, height)?.data).toBe(otpauthUri);
    const rows = await world.database.query({ text: 'select * from notify.deliveries' });
    expect(JSON.stringify(rows)).not.toContain('JBSW');
  });

  it('disappears once the factor is confirmed', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    const messageRef = await sendSetup(world, accountId);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(2);
    await deleteMessage(world, accountId, messageRef);
    await expect
      .poll(() => {
        world.advance(2);
        return world.telegram.removed;
      }, within)
      .toEqual([{ chatId: '42', messageId: 2 }]);
    world.advance(400);
    expect((await world.notifications(accountId)).map(({ template }) => template)).toEqual([
      'welcome',
      'totp_setup',
    ]);
  });

  it('disappears after five minutes, whichever process is alive then', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await sendSetup(world, accountId);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(2);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{}, { template: 'totp_setup', state: 'sent' }]);
    await world.process?.stop();
    world.clock.advanceSeconds(301);
    await world.startProcess();
    await expect.poll(() => world.telegram.removed, within).toEqual([{ chatId: '42', messageId: 2 }]);
  });

  it('stays until then', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await sendSetup(world, accountId);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(2);
    world.advance(290);
    await world.append([
      {
        subject: accountId,
        type: 'session.revoked.v1',
        data: { sessionIds: [randomUUIDv7()], reason: 'revoked' },
      },
    ]);
    await expect.poll(() => world.telegram.to('42'), within).toHaveLength(3);
    expect(world.telegram.removed).toEqual([]);
  });

  it('is never sent when it is taken back before', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.telegram.setMood('away');
    const messageRef = await sendSetup(world, accountId);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{}, { template: 'totp_setup', state: 'retry_wait' }]);
    await deleteMessage(world, accountId, messageRef);
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{}, { state: 'suppressed', reason: 'withdrawn' }]);
    await world.telegram.setMood('well');
    world.advance(120);
    const open = () =>
      world.database.query({
        text: `select id from notify.deliveries where state in ('queued', 'retry_wait', 'sending')`,
      });
    await expect
      .poll(async () => {
        world.advance(130);
        return open();
      }, within)
      .toEqual([]);
    expect(world.telegram.to('42')).toHaveLength(1);
    expect(world.telegram.removed).toEqual([]);
  });
});

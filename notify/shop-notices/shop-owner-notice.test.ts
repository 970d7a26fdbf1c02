import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;

const start = async () => {
  const world = await startNotify();
  const accountId = await world.register('42');
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  return { world, accountId };
};

const notice = async (
  world: World,
  subject: string,
  onFile: { email: string | null; phone: string | null },
) => {
  const messageRef = randomUUIDv7();
  const secret = { ...onFile, code: '4821 0937 5526', site: 'atlas.example/not-me' };
  const data = {
    messageRef,
    locale: 'en' as const,
    expiresAt: new Date(world.clock().getTime() + 72 * 3_600_000).toISOString(),
    sealed: await world.seal(world.database, messageRef, secret),
  };
  await world.append([{ subject, type: 'notify.send_shop_notice.v1', data }]);
};
const rowsOf = async (world: World) =>
  JSON.stringify(await world.database.query({ text: 'select * from notify.deliveries' }));

describe('the notice to what the old shop has on file', () => {
  it('goes there by SMS and e-mail with the code that ends the link, and not into the chat', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await notice(world, accountId, { email: 'owner@example.org', phone: '+79261234512' });
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    expect(world.sms.taken[0]).toMatchObject({
      to: '+79261234512',
      text: 'Atlas: your shop account was linked to a messenger. Not you? atlas.example/not-me code 4821 0937 5526',
    });
    expect(world.smtp.taken[0]?.to).toBe('owner@example.org');
    expect(world.telegram.to('42')).toHaveLength(1);
    expect(await rowsOf(world)).not.toMatch(/4821|owner@|9261234512/);
  });

  it('lies sealed while it waits, and goes to what there is', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.smtp.setMood('away');
    await notice(world, accountId, { email: 'owner@example.org', phone: null });
    await expect
      .poll(() => world.notifications(accountId), within)
      .toMatchObject([{}, { template: 'shop_owner_notice', state: 'retry_wait' }]);
    expect(await rowsOf(world)).not.toMatch(/4821|owner@/);
    expect(world.sms.taken).toEqual([]);
  });
});

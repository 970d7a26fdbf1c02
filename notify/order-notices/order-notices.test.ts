import { randomUUIDv7 } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
const order = { orderId: randomUUIDv7(), orderNumber: 'A-1042', totalMinor: 129_900, currency: 'RUB' };

const start = async () => {
  const world = await startNotify({ telegramTimeoutMs: 15_000 });
  const accountId = await world.register('42', { locale: 'ru' });
  await expect.poll(() => world.telegram.to('42').length, within).toBe(1);
  world.advance(60);
  return { world, accountId };
};

describe('an order', () => {
  it('is told of at each step, by its number and its total', async () => {
    const { world, accountId: subject } = await start();
    await using _ = world;
    await world.append([
      { subject, type: 'order.placed.v1', data: order },
      { subject, type: 'order.paid.v1', data: order },
    ]);
    await expect.poll(() => world.telegram.to('42').length, within).toBe(3);
    const texts = world.telegram.to('42').map(({ text }) => text);
    expect(texts[1]).toContain('Ваш заказ A-1042 принят');
    expect(texts[2]).toContain('Ваш платёж получен: 1\u00a0299,00\u00a0₽');
  });

  it('keeps its tracking number nowhere in the clear, before and after it is sent', async () => {
    const { world, accountId: subject } = await start();
    await using _ = world;
    const rows = async () =>
      JSON.stringify(await world.database.query({ text: 'select * from notify.deliveries' }));
    await world.telegram.setMood('away');
    const data = { ...order, trackingNumber: 'RB123456785CN' };
    await world.append([{ subject, type: 'order.shipped.v1', data }]);
    await expect.poll(rows, within).toContain('order_shipped');
    expect(await rows()).not.toContain('RB123456785CN');
    await world.telegram.setMood('well');
    world.advance(10);
    await expect
      .poll(() => world.telegram.to('42').at(-1)?.text, within)
      .toContain('<code>RB123456785CN</code>');
    expect(await rows()).not.toContain('RB123456785CN');
  });
});

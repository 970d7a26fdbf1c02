import { randomUUID } from 'node:crypto';
import { createEventLog, lockAccount } from '@atlas/shared/event-log';
import { systemClock } from '@atlas/shared/ports';
import { createDatabase } from '@atlas/shared/postgres';
import { createVault } from '@atlas/shared/sealing';
import { newTraceparent } from '@atlas/shared/trace';

/** Whoever owns orders, as far as the event log sees of it. */
export type Orders = AsyncDisposable & {
  /** One transaction: a paid order that is on its way. Resolves with true once it is committed; a number counts once. */
  payAndShip(accountId: string, orderNumber: string): Promise<true>;
};

export const createOrders = ({
  postgres,
  masterKey,
}: {
  postgres: { url: string };
  masterKey: string;
}): Orders => {
  const database = createDatabase({ url: postgres.url, applicationName: 'orders', maxConnections: 4 });
  const eventLog = createEventLog({
    vault: createVault([Buffer.from(masterKey, 'base64')]),
    clock: systemClock,
    source: '/atlas/orders',
    onCommitted: () => {},
  });
  const isThere = async (accountId: string, orderNumber: string): Promise<boolean> => {
    const rows = await database.query({
      text: `select from event_log where subject = $1 and data->>'orderNumber' = $2 limit 1`,
      values: [accountId, orderNumber],
    });
    return rows.length > 0;
  };
  return {
    payAndShip: async (accountId, orderNumber) => {
      // A commit whose answer got lost: the order is there.
      if (await isThere(accountId, orderNumber)) return true;
      const order = { orderId: randomUUID(), orderNumber, totalMinor: 1990, currency: 'EUR' };
      await database.transaction(async (tx) => {
        await lockAccount(tx, accountId);
        await eventLog.append(
          tx,
          accountId,
          [
            { type: 'order.paid.v1', data: order },
            { type: 'order.shipped.v1', data: { ...order, trackingNumber: null } },
          ],
          { traceparent: newTraceparent() },
        );
      });
      return true;
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
};

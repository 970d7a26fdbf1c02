import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from '../desk.ts';
import type { Orders } from './orders.ts';

/** What Atlas said yes to, for one person: each has to reach them. */
export type Acknowledged = {
  personId: number;
  phone: string;
  accountId: string;
  /** Null while it was not acknowledged. */
  openedAt: Date | null;
  codeAskedAt: Date | null;
  /** Number of the order that was paid and sent. */
  orderNumber: string | null;
  orderedAt: Date | null;
};

export type Traffic = {
  /** No more people; resolves when each was told yes or `withinMs` is over, with all of them. */
  finish(withinMs?: number): Promise<readonly Acknowledged[]>;
  people(): readonly Acknowledged[];
};

const signal = () => AbortSignal.timeout(5000);

const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: signal(),
  });
  return { status: response.status, body: await response.json() };
};

/** Tries until yes, as a person who presses again does. */
const insist = async <T>(attempt: () => Promise<T | null>, isOver: () => boolean): Promise<T | null> => {
  while (!isOver()) {
    const yes = await attempt().catch(() => null);
    if (yes !== null) return yes;
    await delay(100);
  }
  return null;
};

/**
 * People who come, `perSecond` of them: each opens the mini app, asks for a code to their phone, and orders something
 * that is paid and sent. Whoever gets no answer tries again, the code with the same idempotency key.
 */
export const startTraffic = ({
  desk,
  apiUrls,
  orders,
  perSecond,
  nextVisitor,
}: {
  desk: Desk;
  /** Numbers people over all traffic of a stage. */
  nextVisitor: () => number;
  apiUrls: readonly string[];
  orders: Orders;
  perSecond: number;
}): Traffic => {
  const everyone: Acknowledged[] = [];
  const underWay = new Set<Promise<void>>();
  let isClosing = false;
  let giveUpAtMs = Number.POSITIVE_INFINITY;
  const isOver = () => performance.now() > giveUpAtMs;

  const visit = async (n: number): Promise<void> => {
    const apiUrl = apiUrls[n % apiUrls.length] as string;
    const { id } = await desk.createPerson({ firstName: `Visitor ${n}` });
    // A number block each: what is sent to one is limited, as it should be.
    const person: Acknowledged = {
      personId: id,
      phone: `+7${9_030_000_000 + n * 10_000}`,
      accountId: '',
      openedAt: null,
      codeAskedAt: null,
      orderNumber: null,
      orderedAt: null,
    };
    everyone.push(person);
    const session = await insist(async () => {
      const { status, body } = await post(`${apiUrl}/v1/sessions/telegram`, {
        initData: await desk.initData(id),
      });
      return status === 201 ? (body as { accessToken: string; account: { id: string } }) : null;
    }, isOver);
    if (!session) return;
    person.accountId = session.account.id;
    person.openedAt = new Date();
    const headers = { Authorization: `Bearer ${session.accessToken}`, 'Idempotency-Key': randomUUID() };
    const asked = await insist(async () => {
      const { status } = await post(`${apiUrl}/v1/factors`, { kind: 'sms', phone: person.phone }, headers);
      return status === 201 ? true : null;
    }, isOver);
    if (asked) person.codeAskedAt = new Date();
    const orderNumber = `A-${10_000 + n}`;
    const ordered = await insist(() => orders.payAndShip(session.account.id, orderNumber), isOver);
    if (ordered) Object.assign(person, { orderNumber, orderedAt: new Date() });
  };

  const come = async () => {
    while (!isClosing) {
      const visiting = visit(nextVisitor()).finally(() => underWay.delete(visiting));
      underWay.add(visiting);
      await delay(1000 / perSecond);
    }
  };
  const coming = come();
  return {
    people: () => everyone,
    finish: async (withinMs = 30_000) => {
      isClosing = true;
      giveUpAtMs = performance.now() + withinMs;
      await coming;
      await Promise.all(underWay);
      return everyone;
    },
  };
};

import type { Database } from '@atlas/shared/ports';
import type { Acknowledged } from './traffic.ts';

/** What a message may not be: `once` is a code or about money, and never comes twice. */
type Class = 'once' | 'at_least_once';

type Expected = {
  person: Acknowledged;
  template: string;
  class: Class;
  since: Date;
  /** When it reached the inbox, each time. */
  arrivals: readonly Date[];
};

export type Reckoning = {
  /** Messages that follow from what was acknowledged. */
  expected: number;
  /** `template of account`: acknowledged, and neither arrived nor accounted for as unknown. */
  lost: readonly string[];
  /** Codes and messages about money that came twice, and others that did without an unknown outcome before. */
  doubled: readonly string[];
  /** Others that came twice after an outcome that nobody could know. */
  doubledUnknown: number;
  /** Codes and messages about money whose outcome nobody knows: not sent again, perhaps not arrived. */
  unknown: number;
  /** Codes that could not be sent within the two minutes they are good for, and are on record as that. */
  expired: number;
  /** The longest from the yes to the message. */
  slowestSeconds: number;
};

type Delivery = { accountId: string; template: string; state: string; unknowns: number };

/** What the sandbox shows: chats and phones of the people. */
export type Inboxes = {
  chat(personId: number): Promise<{ from: string; text?: string; date: number }[]>;
  phone(number: string): Promise<{ acceptedAt: string; code: string | null }[]>;
};

export const createInboxes = (sandboxUrl: string): Inboxes => {
  const get = async <T>(path: string): Promise<T> =>
    (await fetch(`${sandboxUrl}/sandbox/control${path}`)).json() as Promise<T>;
  return {
    chat: (personId) => get(`/telegram/users/${personId}/messages`),
    phone: (number) => get(`/sms?to=${encodeURIComponent(number)}`),
  };
};

const expectationsOf = async (person: Acknowledged, inboxes: Inboxes): Promise<Expected[]> => {
  const chat = person.openedAt ? await inboxes.chat(person.personId) : [];
  const texts = person.codeAskedAt ? await inboxes.phone(person.phone) : [];
  const inChat = (pattern: RegExp) =>
    chat
      .filter(({ from, text }) => from === 'bot' && pattern.test(text ?? ''))
      .map(({ date }) => new Date(date * 1000));
  const expect = (template: string, since: Date | null, kind: Class, arrivals: readonly Date[]) =>
    since ? [{ person, template, class: kind, since, arrivals }] : [];
  const number = person.orderNumber ?? '';
  const codes = texts.filter(({ code }) => code !== null).map(({ acceptedAt }) => new Date(acceptedAt));
  return [
    ...expect('welcome', person.openedAt, 'at_least_once', inChat(/You are signed up/)),
    ...expect('code', person.codeAskedAt, 'once', codes),
    ...expect('order_paid', person.orderedAt, 'once', inChat(new RegExp(`payment of .*${number}`, 's'))),
    ...expect(
      'order_shipped',
      person.orderedAt,
      'at_least_once',
      inChat(new RegExp(`${number} is on its way to you`)),
    ),
  ];
};

const readDeliveries = (database: Database): Promise<Delivery[]> =>
  database.query<Delivery>({
    text: `select account_id as "accountId", template, state,
             (select count(*)::int from notify.attempts a where a.delivery_id = d.id and a.outcome = 'unknown') as unknowns
           from notify.deliveries d where operation = 'send'`,
  });

/**
 * Holds what was acknowledged against what is in the inboxes. notify's own record is asked for one thing only: which
 * outcomes it could not know.
 */
export const reckon = async (
  people: readonly Acknowledged[],
  { inboxes, database }: { inboxes: Inboxes; database: Database },
): Promise<Reckoning> => {
  const expected = (await Promise.all(people.map((person) => expectationsOf(person, inboxes)))).flat();
  const deliveries = new Map<string, Delivery>();
  for (const row of await readDeliveries(database))
    deliveries.set(`${row.template} of ${row.accountId}`, row);
  const lost: string[] = [];
  const doubled: string[] = [];
  let [unknown, expired, doubledUnknown, slowestMs] = [0, 0, 0, 0];
  for (const { person, template, class: kind, since, arrivals } of expected) {
    const name = `${template} of ${person.accountId}`;
    const delivery = deliveries.get(name);
    if (arrivals.length === 0) {
      if (delivery?.state === 'unknown') unknown += 1;
      else if (template === 'code' && delivery?.state === 'expired') expired += 1;
      else lost.push(`${name} (${delivery?.state ?? 'no row'})`);
    }
    if (arrivals.length > 1) {
      if (kind === 'at_least_once' && (delivery?.unknowns ?? 0) >= arrivals.length - 1) doubledUnknown += 1;
      else doubled.push(`${name} × ${arrivals.length}`);
    }
    if (arrivals[0]) slowestMs = Math.max(slowestMs, arrivals[0].getTime() - since.getTime());
  }
  return {
    expected: expected.length,
    lost,
    doubled,
    doubledUnknown,
    unknown,
    expired,
    slowestSeconds: slowestMs / 1000,
  };
};

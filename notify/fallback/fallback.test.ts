import { randomUUIDv7 } from 'node:crypto';
import type { EventData } from '@atlas/shared/events';
import { newTraceparent } from '@atlas/shared/trace';
import { describe, expect, it } from 'vitest';
import { startNotify } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };
type World = Awaited<ReturnType<typeof startNotify>>;
const [phone, email] = ['+79261234512', 'anna@example.org'];

const enable = async (world: World, subject: string, factorKind: 'sms' | 'email', destination: string) => {
  const factorId = randomUUIDv7();
  const data = { factorId, factorKind, name: 'mine', destination, isFirst: true, isDefault: true };
  await world.append([{ subject, type: 'two_factor.enabled.v1', data }]);
  return factorId;
};

/** A person with a confirmed number and address, who has been told of both. */
const start = async ({ contacts = ['sms', 'email'] as ('sms' | 'email')[] } = {}) => {
  const world = await startNotify();
  const accountId = await world.register('42');
  for (const kind of contacts) await enable(world, accountId, kind, kind === 'sms' ? phone : email);
  await expect.poll(() => world.telegram.to('42'), within).toHaveLength(1 + contacts.length);
  await expect
    .poll(() => rows(world).then((all) => all.every(({ state }) => state === 'sent')), within)
    .toBe(true);
  await world.database.query({ text: `delete from notify.deliveries` });
  world.sms.taken.length = 0;
  world.smtp.taken.length = 0;
  world.advance(60);
  return { world, accountId };
};

const misuse: EventData['suspicious.activity.v1'] = {
  kind: 'refresh_token_reused',
  sessionId: null,
  confirmationId: null,
};
const warn = (world: World, subject: string, traceparent = newTraceparent()) =>
  world.append([{ subject, type: 'suspicious.activity.v1', data: misuse, traceparent }]);

type Row = {
  channel: string;
  state: string;
  reason: string | null;
  instead: string | null;
  destination: string | null;
};
/** Every message, oldest first, with the channel it was sent instead of. */
const rows = (world: World) =>
  world.database.query<Row>({
    text: `select d.channel, d.state, d.reason, d.destination, p.channel as instead from notify.deliveries d
           left join notify.deliveries p on p.id = d.fallback_of order by d.position`,
  });
const decisionsOf = async (world: World) =>
  (
    await world.database.query<{ decision: { step: string; result: string; detail?: string }[] }>({
      text: 'select decision from notify.deliveries order by position',
    })
  ).map(({ decision }) => decision.filter(({ step }) => step === 'fallback'));

describe('a warning that the messenger cannot bring', () => {
  it('goes to the number when the person has blocked the bot, and to nowhere else', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.telegram.setMood('gone', '42');
    await warn(world, accountId);
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    expect(world.sms.taken[0]?.text).toContain('we signed out one of your devices');
    await expect
      .poll(() => rows(world), within)
      .toEqual([
        {
          channel: 'telegram',
          state: 'suppressed',
          reason: 'recipient_blocked',
          instead: null,
          destination: null,
        },
        { channel: 'sms', state: 'sent', reason: null, instead: 'telegram', destination: '+7•••12' },
      ]);
    expect(await decisionsOf(world)).toEqual([
      [{ step: 'fallback', result: 'went_on', detail: 'sms' }],
      [{ step: 'fallback', result: 'instead_of', detail: 'telegram' }],
    ]);
    expect(world.smtp.taken).toEqual([]);
    // The next one asks the messenger no more.
    await warn(world, accountId);
    await expect.poll(() => world.sms.taken, within).toHaveLength(2);
  });

  it('goes on step by step to the end of the chain, and is then given up', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.telegram.setMood('rejects', '42');
    await world.sms.setMood('rejects');
    await world.smtp.setMood('rejects');
    await warn(world, accountId);
    await expect
      .poll(() => rows(world), within)
      .toMatchObject([
        { channel: 'telegram', state: 'failed' },
        { channel: 'sms', state: 'failed', instead: 'telegram' },
        { channel: 'email', state: 'failed', reason: 'rejected', instead: 'sms' },
      ]);
    await expect
      .poll(async () => (await decisionsOf(world)).at(-1)?.at(-1), within)
      .toEqual({ step: 'fallback', result: 'nowhere_to_go' });
  });

  it('goes on when it was not sent by its deadline, and is then not sent late as well', async () => {
    const { world, accountId } = await start({ contacts: ['email'] });
    await using _ = world;
    await world.telegram.setMood('away');
    await warn(world, accountId);
    await expect.poll(() => rows(world), within).toMatchObject([{ state: 'retry_wait' }]);
    world.advance(299);
    await expect.poll(() => world.attempts().then(({ length }) => length), within).toBeGreaterThanOrEqual(2);
    expect(await rows(world)).toHaveLength(1);
    world.advance(2);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    await world.telegram.setMood('well');
    world.advance(300);
    await expect
      .poll(() => rows(world), within)
      .toMatchObject([
        { channel: 'telegram', state: 'expired', reason: 'went_on' },
        { channel: 'email', state: 'sent', instead: 'telegram' },
      ]);
    expect(world.telegram.to('42')).toHaveLength(2);
  });

  it('stays where it is at its deadline, when there is nowhere else', async () => {
    const { world, accountId } = await start({ contacts: [] });
    await using _ = world;
    await world.telegram.setMood('away');
    await warn(world, accountId);
    await expect.poll(() => rows(world), within).toMatchObject([{ state: 'retry_wait' }]);
    world.advance(301);
    await expect
      .poll(() => decisionsOf(world), within)
      .toEqual([[{ step: 'fallback', result: 'nowhere_to_go' }]]);
    await world.telegram.setMood('well');
    const later = () => {
      world.advance(30);
      return rows(world);
    };
    await expect.poll(later, within).toMatchObject([{ state: 'sent' }]);
  });

  it('goes to no number that was taken off, or was added by the very request', async () => {
    const { world, accountId } = await start({ contacts: ['sms'] });
    await using _ = world;
    const [contact] = await world.database.query<{ id: string }>({
      text: 'select factor_id as id from notify.contacts',
    });
    const traceparent = newTraceparent();
    await world.append([
      {
        subject: accountId,
        type: 'two_factor.disabled.v1',
        data: { factorId: contact?.id ?? '', factorKind: 'sms', reason: 'removed', wasLast: true },
      },
      {
        subject: accountId,
        type: 'two_factor.enabled.v1',
        data: {
          factorId: randomUUIDv7(),
          factorKind: 'email',
          name: 'theirs',
          destination: 'eve@example.org',
          isFirst: true,
          isDefault: true,
        },
        traceparent,
      },
    ]);
    await expect
      .poll(() => rows(world).then((all) => all.filter(({ state }) => state === 'sent')), within)
      .toHaveLength(3);
    await world.database.query({ text: 'delete from notify.deliveries' });
    world.sms.taken.length = 0;
    await world.telegram.setMood('gone', '42');
    await warn(world, accountId, traceparent);
    await expect
      .poll(() => decisionsOf(world), within)
      .toEqual([[{ step: 'fallback', result: 'nowhere_to_go' }]]);
    expect([world.sms.taken, world.smtp.taken]).toEqual([[], []]);
  });

  it('that all contacts are told of anyway is told to none of them twice', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.telegram.setMood('gone', '42');
    const data = { setId: randomUUIDv7(), sessionId: randomUUIDv7(), left: 3 };
    await world.append([{ subject: accountId, type: 'backup_code.used.v1', data }]);
    await expect
      .poll(() => rows(world), within)
      .toMatchObject([
        { channel: 'telegram', state: 'suppressed' },
        { channel: 'email', state: 'sent', instead: null },
        { channel: 'sms', state: 'sent', instead: null },
      ]);
    expect([world.sms.taken.length, world.smtp.taken.length]).toEqual([1, 1]);
  });

  it('goes on once, however many processes see that it is late', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await Promise.all([world.startProcess(), world.startProcess()]);
    await world.telegram.setMood('away');
    await warn(world, accountId);
    await expect.poll(() => rows(world), within).toMatchObject([{ state: 'retry_wait' }]);
    world.advance(301);
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    expect(await rows(world)).toHaveLength(2);
  });
});

describe('a code', () => {
  const ask = (world: World, accountId: string, purpose: 'enrol' | 'step_up') =>
    world.sendCode(accountId, { purpose });

  it.each(['rejects', 'gone'] as const)(
    'for a number that "%s" it goes to the confirmed address, with all its secrets',
    async (mood) => {
      const { world, accountId } = await start();
      await using _ = world;
      await world.sms.setMood(mood);
      await ask(world, accountId, 'step_up');
      await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
      expect(world.smtp.taken[0]?.raw).toContain('730461');
      await expect.poll(() => rows(world), within).toMatchObject([{}, { state: 'sent', instead: 'sms' }]);
      expect(
        JSON.stringify(await world.database.query({ text: 'select * from notify.deliveries' })),
      ).not.toMatch(/730461|9261234512|anna@/);
      const left = await world.database.query({
        text: 'select from notify.deliveries where sealed is not null',
      });
      expect(left).toEqual([]);
    },
  );

  it('that is to confirm a new number goes nowhere else', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('rejects');
    await ask(world, accountId, 'enrol');
    await expect.poll(() => rows(world), within).toMatchObject([{ channel: 'sms', state: 'failed' }]);
    world.advance(31);
    await world.sendCode(accountId, { destination: email, purpose: 'enrol', code: '111111' });
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    expect(world.smtp.taken[0]?.raw).not.toContain('730461');
  });

  it('goes on after 30 s of a gateway that is away', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('away');
    await ask(world, accountId, 'step_up');
    await expect.poll(() => rows(world), within).toMatchObject([{ state: 'retry_wait' }]);
    world.advance(31);
    await expect.poll(() => world.smtp.taken, within).toHaveLength(1);
    await expect.poll(() => rows(world), within).toMatchObject([{ state: 'expired', reason: 'went_on' }, {}]);
  });

  it.each(['silent', 'cut'] as const)(
    'goes nowhere else when nobody knows whether a "%s" gateway sent it',
    async (mood) => {
      const { world, accountId } = await start();
      await using _ = world;
      await world.sms.setMood(mood);
      await ask(world, accountId, 'step_up');
      await expect.poll(() => rows(world), within).toMatchObject([{ state: 'unknown' }]);
      world.advance(60);
      await warn(world, accountId);
      await expect.poll(() => world.telegram.to('42'), within).toHaveLength(4);
      expect(world.smtp.taken).toEqual([]);
    },
  );

  it('that a newer one replaces is sent on no more', async () => {
    const { world, accountId } = await start();
    await using _ = world;
    await world.sms.setMood('rejects');
    await world.smtp.setMood('failing');
    const challengeId = await ask(world, accountId, 'step_up');
    await expect
      .poll(() => rows(world), within)
      .toMatchObject([{}, { channel: 'email', state: 'retry_wait' }]);
    await world.smtp.setMood('well');
    await world.sms.setMood('well');
    await world.sendCode(accountId, { challengeId, code: '222222', purpose: 'step_up' });
    await expect.poll(() => world.sms.taken, within).toHaveLength(1);
    world.advance(60);
    await expect
      .poll(() => rows(world), within)
      .toMatchObject([{ state: 'failed' }, { state: 'suppressed', reason: 'superseded' }, { state: 'sent' }]);
    expect(world.smtp.taken).toEqual([]);
  });
});

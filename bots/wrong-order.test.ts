import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Callback,
  type Callbacks,
  createCallbacks,
  createRowWatch,
  startBots,
  type TestBots,
} from './testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

let bots: TestBots;
let callbacks: Callbacks;
let rows: Awaited<ReturnType<typeof createRowWatch>>;
beforeAll(async () => {
  bots = await startBots();
  await bots.untilReady();
  callbacks = createCallbacks(bots);
  rows = await createRowWatch(bots.database);
});
afterAll(() => bots[Symbol.asyncDispose]());

/** Sends them one after the other, each once the one before it is handled; says what has grown beside the log of them. */
const tell = async (...said: Callback[]): Promise<Record<string, number>> => {
  await rows.grown();
  const waiting = async () =>
    [...(await bots.whatsappUpdates()), ...(await bots.wechatUpdates())].filter(
      ({ state }) => state === 'waiting',
    );
  for (const callback of said) {
    expect((await callbacks.send(callback)).status).toBe(200);
    await expect.poll(waiting, within).toEqual([]);
  }
  const logs = ['bots.whatsapp_updates', 'bots.wechat_updates', 'bots.wechat_stamps'];
  return Object.fromEntries(Object.entries(await rows.grown()).filter(([name]) => !logs.includes(name)));
};

describe('of what comes in another order than it happened', () => {
  it('a status of a message that nobody sent, read before delivered before sent, makes nothing', async () => {
    const delivery = { biz_opaque_callback_data: crypto.randomUUID() };
    const failed = { ...delivery, errors: [{ code: 131047 }] };
    const { whatsapp, status } = callbacks;
    const statuses = ['read', 'delivered', 'sent'].map((each) =>
      whatsapp(status('wamid.none', each, delivery)),
    );
    expect(await tell(...statuses, whatsapp(status('wamid.none', 'failed', failed)))).toEqual({});
  });

  it('news of somebody whom nobody knows yet makes nobody', async () => {
    const { whatsapp, message, notification } = callbacks;
    const system = { type: 'user_changed_user_id', user_id: 'US.2000002', previous_user_id: 'US.2000001' };
    const note = { type: 'system', system, from_user_id: 'US.2000001' };
    const update = { user_id: { previous: 'US.2000003', current: 'US.2000004' } };
    expect(
      await tell(
        whatsapp(message('wamid.system', note)),
        whatsapp(notification({ user_id_update: [update] })),
      ),
    ).toEqual({});
  });

  it('the end of a Flow that was never sent, and a press of a button that was not, make no account', async () => {
    const { whatsapp, message } = callbacks;
    const response_json = JSON.stringify({ flow_token: 'eyJ', code: '123456' });
    const end = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json } };
    const press = { type: 'button_reply', button_reply: { id: 'approve:none', title: 'Yes' } };
    const grown = await tell(
      ...[end, press].map((interactive, n) =>
        whatsapp(message(`wamid.early${n}`, { type: 'interactive', interactive })),
      ),
    );
    expect(Object.keys(grown).filter((name) => !name.startsWith('bots.'))).toEqual([]);
  });

  it('an old message after a newer one opens no window anew', async () => {
    const { whatsapp, message, nowSeconds } = callbacks;
    const at = (seconds: number) => ({ timestamp: String(nowSeconds(seconds)), type: 'sticker' });
    const lastWrote = async () =>
      (
        await bots.database.query<{ at: Date }>({
          text: `select last_wrote_at as at from bots.whatsapp_people where user_id = 'US.1000001'`,
        })
      )[0]?.at.getTime();
    await tell(whatsapp(message('wamid.new', at(0))));
    const wrote = await lastWrote();
    await tell(whatsapp(message('wamid.old', at(86_400))));
    expect(await lastWrote()).toBe(wrote);
  });

  it('who left stays away when word of their coming is late, and who came again stays', async () => {
    const { wechat, push, nowSeconds } = callbacks;
    const event = (name: string, secondsAgo: number, openid: string) =>
      wechat(
        push('', {
          ...{ MsgType: 'event', Event: name, FromUserName: openid, MsgId: undefined },
          CreateTime: nowSeconds(secondsAgo),
        }),
      );
    await tell(
      event('unsubscribe', 10, 'oLeft0000000000000001'),
      event('subscribe', 20, 'oLeft0000000000000001'),
      event('subscribe', 10, 'oCame0000000000000001'),
      event('unsubscribe', 20, 'oCame0000000000000001'),
    );
    const followers = await bots.database.query({
      text: `select openid, follows from bots.wechat_followers where openid like '%0000000000000001' order by openid`,
    });
    expect(followers).toEqual([
      { openid: 'oCame0000000000000001', follows: true },
      { openid: 'oLeft0000000000000001', follows: false },
    ]);
  });

  it('an update of Telegram’s with a lower number is handled once, as the others are', async () => {
    const anna = await bots.newPerson();
    await anna.write('/start');
    await expect.poll(() => anna.answers(), within).toHaveLength(1);
    const of = (updateId: number) => {
      const { message } = callbacks.update(updateId);
      const who = { id: anna.id, first_name: 'Anna' };
      return callbacks.telegram({
        update_id: updateId,
        message: { ...message, chat: { ...who, type: 'private' }, from: { ...who, is_bot: false } },
      });
    };
    for (const updateId of [900_000_002, 900_000_001, 900_000_002, 900_000_001])
      expect((await callbacks.send(of(updateId))).status).toBe(200);
    await expect.poll(() => anna.answers(), within).toHaveLength(3);
  });
});

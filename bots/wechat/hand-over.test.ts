import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WechatTemplate } from '../../sandbox/wire.ts';
import { startBots, type TestBots } from '../testing/index.ts';

const within = { timeout: 10_000, interval: 20 };

let bots: TestBots;
let templateId: string;
beforeAll(async () => {
  bots = await startBots();
  await bots.connectWechat();
  await bots.untilReady();
  const template = { title: '订单', content: '{{thing1.DATA}}' };
  ({ templateId } = await bots.control<WechatTemplate>('POST', '/wechat/templates', template));
});
afterAll(() => bots[Symbol.asyncDispose]());

const consentsOf = async (openid: string) => {
  const [row] = await bots.database.query<{ left: number }>({
    text: 'select messages_left as left from notify.wechat_consents where openid = $1 and template_id = $2',
    values: [openid, templateId],
  });
  return row?.left;
};
const windowsOf = (openid: string) =>
  bots.database.query<{ openedBy: string; left: number; seconds: number }>({
    text: `select opened_by as "openedBy", messages_left as left,
             extract(epoch from open_until - opened_at)::int as seconds
           from bots.wechat_windows where openid = $1 order by opened_by`,
    values: [openid],
  });

describe('what people allow in WeChat', () => {
  it('is handed over to notify: each tap one message, none once it is withdrawn', async () => {
    const anna = await bots.newWechatPerson();
    await anna.allow(templateId, 3);
    await expect.poll(() => consentsOf(anna.id), within).toBe(3);
    bots.clock.advanceSeconds(2);
    await anna.withdraw(templateId);
    await expect.poll(() => consentsOf(anna.id), within).toBe(0);
  });

  it('is counted once, however often and at once it is told', async () => {
    const push = {
      ...{ ToUserName: 'gh_1', FromUserName: 'oSomebodyWhoTaps', MsgType: 'event' },
      ...{ CreateTime: Math.floor(bots.clock().getTime() / 1000), Event: 'subscribe_msg_popup_event' },
      List: { TemplateId: templateId, SubscribeStatusString: 'accept', PopupScene: '0' },
    };
    await Promise.all(Array.from({ length: 12 }, () => bots.postWechat(push)));
    await expect.poll(() => consentsOf('oSomebodyWhoTaps'), within).toBe(1);
    const again = { ...push, CreateTime: push.CreateTime - 1 };
    await bots.postWechat({ ...again, List: { ...push.List, SubscribeStatusString: 'reject' } });
    await bots.postWechat({ ...push, CreateTime: push.CreateTime - 2 });
    await expect.poll(() => consentsOf('oSomebodyWhoTaps'), within).toBe(2);
  });

  it('is known of what became of a card, also where WeChat tells it before its name is written down', async () => {
    const push = {
      ...{ ToUserName: 'gh_1', FromUserName: 'oSomebodyWithACard', MsgType: 'event' },
      ...{ CreateTime: Math.floor(bots.clock().getTime() / 1000), Event: 'subscribe_msg_sent_event' },
      List: [
        { TemplateId: templateId, MsgID: '2460000000000000001', ErrorCode: '0', ErrorStatus: 'success' },
        { TemplateId: templateId, MsgID: '2460000000000000002', ErrorCode: '2', ErrorStatus: 'failed' },
      ],
    };
    await bots.postWechat(push);
    const own = async () => (await bots.wechatUpdates()).at(-1);
    await expect.poll(async () => (await own())?.attempts, within).toBe(1);
    await bots.database.query({
      text: `insert into notify.deliveries (id, event_id, account_id, kind, template, channel, lane, address, priority, params,
               traceparent, state, due_at, expires_at, created_at, provider_message_id)
             select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'orders', 'order_paid', 'wechat', $1, $2, 2, '{}',
               '', 'sent', $3, $3, $3, message_id from unnest($4::text[]) as message_id`,
      values: [
        ...[`wechat:${bots.wechat.appId}`, push.FromUserName, bots.clock()],
        push.List.map(({ MsgID }) => MsgID),
      ],
    });
    bots.clock.advanceSeconds(3);
    const receipts = () =>
      bots.database.query({
        text: `select receipt from notify.deliveries where address = '${push.FromUserName}' order by provider_message_id`,
      });
    await expect.poll(receipts, within).toEqual([{ receipt: 'delivered' }, { receipt: 'undelivered' }]);
    await expect.poll(async () => (await own())?.state, within).toBe('handled');
  });

  it('opens a window for what was done, of which answers take their part', async () => {
    const anna = await bots.newWechatPerson();
    await anna.write('help');
    await expect.poll(() => anna.answers(), within).toHaveLength(1);
    await anna.click('help');
    await expect.poll(() => anna.answers(), within).toHaveLength(2);
    await expect
      .poll(() => windowsOf(anna.id), within)
      .toEqual([
        { openedBy: 'action', left: 2, seconds: 60 },
        { openedBy: 'message', left: 4, seconds: 172_800 },
      ]);
    const visitor = await bots.newWechatPerson({ follows: false });
    await visitor.enter();
    await expect
      .poll(() => windowsOf(visitor.id), within)
      .toEqual([{ openedBy: 'visit', left: 1, seconds: 60 }]);
  });

  it('ends for notify when they leave the account, and begins anew when they are back', async () => {
    const anna = await bots.newWechatPerson();
    await bots.database.query({
      text: `insert into notify.addresses (account_id, channel, app_scope, address)
             values (gen_random_uuid(), 'wechat', $1, $2)`,
      values: [bots.wechat.appId, anna.id],
    });
    const isBlocked = async () =>
      (
        await bots.database.query<{ blocked: boolean }>({
          text: 'select blocked_at is not null as blocked from notify.addresses where address = $1',
          values: [anna.id],
        })
      )[0]?.blocked;
    await anna.unfollow();
    await expect.poll(isBlocked, within).toBe(true);
    bots.clock.advanceSeconds(1);
    await anna.follow();
    await expect.poll(isBlocked, within).toBe(false);
    const event = {
      ...{ FromUserName: anna.id, MsgType: 'event' },
      Event: 'unsubscribe',
      ToUserName: 'gh_1',
    };
    const late = Math.floor(bots.clock().getTime() / 1000) - 60;
    await bots.postWechat({ ...event, CreateTime: late });
    const left = async () => (await bots.wechatUpdates()).filter(({ state }) => state === 'waiting');
    await expect.poll(left, within).toEqual([]);
    expect(await isBlocked()).toBe(false);
  });
});

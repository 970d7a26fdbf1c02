import type { Clock, Database } from '@atlas/shared/ports';
import type { WechatClient } from '@atlas/shared/wechat';
import type { CallScope } from '../call-scope.ts';
import { failureOf } from './failures.ts';
import type { PassiveReplies } from './passive-replies.ts';
import { giveBackMessage, offerChoices, takeMessage } from './queries.ts';
import type { Rendered } from './render.ts';

type Deps = {
  client: WechatClient;
  database: Database;
  clock: Clock;
  scope: CallScope;
  timeoutMs: number;
  /** Where answers may go back with the push itself. */
  passiveReplies?: PassiveReplies | undefined;
};

/**
 * Puts an answer into the chat, as one message: with the push that it answers where that still waits, or by a call,
 * counted among those that the person's own allows, because notify writes into the same chat. Throws only what may work later; a person who can't be written to is not told anything.
 */
export const createDeliver = ({ client, database, clock, scope, timeoutMs, passiveReplies }: Deps) => {
  const send = async (openid: string, content: string): Promise<void> => {
    const { appId } = client;
    // Sent even where we know of nothing left: WeChat counts, too, and its count is the one that holds.
    const openedBy = await takeMessage(database, { appId, openid, now: clock() });
    const call = { traceparent: scope.traceparent(), signal: scope.signal(timeoutMs) };
    try {
      await client.sendCustomerMessage({ openid, content: { msgtype: 'text', text: { content } } }, call);
    } catch (error) {
      if (openedBy !== null) await giveBackMessage(database, { appId, openid, openedBy });
      throw error;
    }
  };

  return async (openid: string, { choices, text }: Rendered, updateId: string): Promise<void> => {
    const { appId } = client;
    const first =
      choices.length === 0 ? 1 : await offerChoices(database, { appId, openid, choices, now: clock() });
    if (passiveReplies?.give(updateId, text(first))) return;
    try {
      await send(openid, text(first));
    } catch (error) {
      if (failureOf(error).is !== 'gone') throw error;
    }
  };
};
export type Deliver = ReturnType<typeof createDeliver>;

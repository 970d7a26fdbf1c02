import type { AtlasEvent } from '@atlas/shared/events';
import type { Sql } from '@atlas/shared/ports';
import { type DecidedAgainst, recordAgainst } from '../decisions/index.ts';
import { capTexts } from './cap-texts.ts';
import type { CommandDeps } from './commands/command.ts';
import { createSendCode } from './commands/send-code.ts';
import { createSendShopNotice } from './commands/send-shop-notice.ts';
import { createSendTotpSetup } from './commands/send-totp-setup.ts';
import { insertDeliveries, type NewDelivery, supersedeDeliveries, withdrawDeliveries } from './queries.ts';

type SendCode = AtlasEvent<'notify.send_code.v1'>;
const isSendCode = (event: AtlasEvent): event is SendCode => event.type === 'notify.send_code.v1';

const isToSend = ({ type }: AtlasEvent): boolean => type.startsWith('notify.send_');

const decidedAgainst = (event: AtlasEvent, result: string): DecidedAgainst => ({
  event,
  template: null,
  decision: [{ step: 'command', result }],
});

/** The newest code of each challenge: those before it are dead and need not come any more. */
const newestCodes = (events: readonly AtlasEvent[]): Map<string, SendCode> =>
  new Map(events.filter(isSendCode).map((event) => [event.data.challengeId, event]));

/**
 * Commands into rows: codes somebody waits for, so a batch of them costs as few statements as one does. What can't be
 * opened is dropped and said so.
 */
export const createObeyCommands = (deps: CommandDeps) => {
  const sendCode = createSendCode(deps);
  const sendTotpSetup = createSendTotpSetup(deps);
  const sendShopNotice = createSendShopNotice(deps);

  const obey = (tx: Sql, event: AtlasEvent, now: Date): Promise<NewDelivery[]> | NewDelivery[] => {
    if (isSendCode(event)) return sendCode(tx, event, now);
    if (event.type === 'notify.send_totp_setup.v1') return sendTotpSetup(tx, event, now);
    if (event.type === 'notify.send_shop_notice.v1') return sendShopNotice(tx, event, now);
    return [];
  };

  return async (tx: Sql, events: readonly AtlasEvent[], now: Date): Promise<NewDelivery[]> => {
    const newest = newestCodes(events);
    if (newest.size > 0) await supersedeDeliveries(tx, [...newest.keys()]);
    const asked: NewDelivery[] = [];
    const against: DecidedAgainst[] = [];
    for (const event of events) {
      const isDead = isSendCode(event) && newest.get(event.data.challengeId) !== event;
      const written = isDead ? [] : await obey(tx, event, now);
      asked.push(...written);
      if (isToSend(event) && written.length === 0)
        against.push(decidedAgainst(event, isDead ? 'superseded' : 'not_sendable'));
    }
    await recordAgainst(tx, against, now);
    const deliveries = await capTexts(tx, asked, now);
    if (deliveries.length > 0) await insertDeliveries(tx, deliveries);
    // Last, so that what the same batch asked for is found.
    for (const { type, data } of events)
      if (type === 'notify.delete_message.v1') await withdrawDeliveries(tx, data.messageRef, now);
    return deliveries;
  };
};

import type { Channel, Clock, Database, SendOutcome, Sql } from '@atlas/shared/ports';
import type { Logger } from '@atlas/shared/process';
import type { Vault } from '@atlas/shared/sealing';
import { publishTimeline, traceIdOf } from '@atlas/shared/trace';
import { type DeliveryState, nearestLocale } from '@atlas/shared/wire';
import type { Render } from '../render/index.ts';
import type { Compose, Template } from '../templates/index.ts';
import type { GoOn } from './go-on.ts';
import type { Rate } from './lease.ts';
import {
  type AttemptResult,
  blockAddress,
  type Ended,
  type Leased,
  pauseChat,
  pauseLane,
  type Settlement,
  selectSent,
  settleDelivery,
  slowLane,
  stopMarketing,
} from './queries.ts';
import { openSecret } from './secret.ts';
import { backoffSeconds, settlementOf } from './settlement.ts';

export type ObservedAttempt = {
  channel: string;
  provider: string;
  template: string;
  outcome: SendOutcome['outcome'];
  /** What it made of the delivery. */
  state: DeliveryState;
};

export type SendDeps = {
  database: Database;
  clock: Clock;
  logger: Logger;
  vault: Vault;
  compose: Compose;
  render: Render;
  templateOf: (name: string) => Template | undefined;
  /** How fast a channel may go at the most. */
  rateOf: (channel: string) => Rate;
  goOn: GoOn;
  /** Told of every attempt that ended. */
  observe: (attempt: ObservedAttempt) => void;
};

export const tellTimeline = ({ id, template, channel, traceparent }: Ended, status: string) =>
  publishTimeline({
    step: 'delivery',
    name: `${template} → ${channel}`,
    status,
    id,
    correlationId: traceIdOf(traceparent),
  });

/** A row that a newer version left behind: this one can't say it, and so doesn't say it again either. */
const ofNewerVersion = { onUnknown: 'at_most_once' } as const;
/** To take a message back twice is to take it back. */
const ofRemoval = { onUnknown: 'at_least_once' } as const;
const nothingToRemove: SendOutcome = { outcome: 'sent', providerMessageId: '' };

/** Whether it may go to another address: surely not sent, or twice is the smaller harm. */
const isUndeliverable = ({ state }: Settlement, { onUnknown }: Pick<Template, 'onUnknown'>): boolean =>
  ['suppressed', 'failed', 'dead'].includes(state) || (state === 'unknown' && onUnknown === 'at_least_once');

const resultOf = (outcome: SendOutcome): AttemptResult => ({
  outcome: outcome.outcome,
  code: 'code' in outcome ? outcome.code : null,
  provider: outcome.provider ?? null,
  passedOver: outcome.passedOver?.length ? outcome.passedOver : null,
});

/** One attempt of a leased delivery, and writing down what became of it. */
export const createSendDelivery = ({
  database,
  clock,
  logger,
  vault,
  compose,
  render,
  templateOf,
  rateOf,
  goOn,
  observe,
}: SendDeps) => {
  const post = async (delivery: Leased, channel: Channel): Promise<SendOutcome> => {
    const template = templateOf(delivery.template);
    if (!template) return { outcome: 'refused', code: 'unknown_template', recipientGone: false };
    const { id: deliveryId, traceparent, expiresAt, sealed } = delivery;
    const secret = sealed === null ? undefined : openSecret(vault, deliveryId, sealed);
    const loaded = await template.load?.(delivery.params, delivery.locale);
    const params = { ...delivery.params, ...loaded, ...secret?.params };
    const message = compose(template, delivery, params);
    return channel.send({
      deliveryId,
      address: secret?.address ?? delivery.address,
      ...render(channel.name, message),
      ...(template.picture ? { picture: await template.picture(params) } : {}),
      buttons: message.buttons,
      protectContent: message.protectContent,
      traceparent,
      expiresAt,
      isCode: template.isCode ?? false,
      ...(message.code ? { code: message.code } : {}),
      ...(typeof params.whatsappPhone === 'string' ? { phone: params.whatsappPhone } : {}),
      kind: template.kind,
      locale: nearestLocale(delivery.locale),
    });
  };

  /** A message still on its way is waited for: it can be taken back only once it has a name. */
  const remove = async ({ ref, address, traceparent }: Leased, channel: Channel): Promise<SendOutcome> => {
    const sent = ref === null ? undefined : await selectSent(database, ref);
    if (sent && ['queued', 'retry_wait', 'sending'].includes(sent.state))
      return { outcome: 'retry', code: 'not_sent_yet', scope: 'chat' };
    if (!sent?.providerMessageId || !channel.remove) return nothingToRemove;
    return channel.remove({ address, providerMessageId: sent.providerMessageId, traceparent });
  };

  const attempt = (delivery: Leased, channel: Channel): Promise<SendOutcome> =>
    delivery.operation === 'delete' ? remove(delivery, channel) : post(delivery, channel);

  const policyOf = ({ operation, template }: Leased) =>
    operation === 'delete' ? ofRemoval : (templateOf(template) ?? ofNewerVersion);

  const holdBack = (delivery: Leased, outcome: SendOutcome & { outcome: 'retry' }, now: Date) => {
    const seconds = outcome.afterSeconds ?? backoffSeconds(delivery.failures + 1);
    const until = new Date(now.getTime() + seconds * 1000);
    return {
      isLane: outcome.scope === 'lane',
      until,
      isNeeded: outcome.scope === 'lane' || outcome.afterSeconds !== undefined,
    };
  };

  const hold = async (tx: Sql, delivery: Leased, outcome: SendOutcome & { outcome: 'retry' }, now: Date) => {
    const { lane, address, startedAt } = delivery;
    const { isLane, until, isNeeded } = holdBack(delivery, outcome, now);
    if (isLane && outcome.code === 'rate_limited')
      await slowLane(tx, { lane, configured: rateOf(delivery.channel).perSecond, startedAt, now });
    if (isLane) await pauseLane(tx, lane, until);
    else if (isNeeded) await pauseChat(tx, lane, address, until);
  };

  /** @throws AtlasError `unavailable`; then nothing is written, and calling again is right. */
  const settle = async (
    delivery: Leased,
    outcome: SendOutcome,
    { provider }: Pick<Channel, 'provider'>,
  ): Promise<void> => {
    const now = clock();
    const settlement = settlementOf(outcome, delivery, policyOf(delivery), now);
    const result = resultOf(outcome);
    const chatSlotMs = 1000 / rateOf(delivery.channel).chatPerSecond;
    const dropped = await database.transaction(async (tx) => {
      const isOurs = await settleDelivery(tx, delivery, settlement, result, { now, chatSlotMs });
      const isGone = outcome.outcome === 'refused' && outcome.recipientGone;
      const others = isGone ? await blockAddress(tx, delivery, now) : [];
      if (result.code === 'opted_out') await stopMarketing(tx, delivery, now);
      if (outcome.outcome === 'retry' && isOurs) await hold(tx, delivery, outcome, now);
      const isStuck = isOurs && isUndeliverable(settlement, policyOf(delivery));
      await goOn(tx, isStuck ? [delivery, ...others] : others, now);
      return others;
    });
    const { channel, template } = delivery;
    const { state } = settlement;
    observe({ channel, provider: result.provider ?? provider, template, outcome: outcome.outcome, state });
    tellTimeline(delivery, state);
    for (const other of dropped) tellTimeline(other, 'suppressed');
    if (state !== 'sent') {
      const { code } = result;
      logger.info({ deliveryId: delivery.id, state, code, attempt: delivery.attempts }, 'not delivered');
    }
  };

  return {
    settleUnknown: (delivery: Leased, code: string, channel: Channel) =>
      settle(delivery, { outcome: 'unknown', code }, channel),
    /** Sends, then settles through `retrying` until that is written: an outcome that is known must not get lost. */
    send: async (
      delivery: Leased,
      channel: Channel,
      retrying: (settle: () => Promise<void>) => Promise<void>,
    ) => {
      tellTimeline(delivery, 'sending');
      const outcome = await attempt(delivery, channel).catch((error: unknown): SendOutcome => {
        logger.error(
          { deliveryId: delivery.id, template: delivery.template, error },
          'message could not be composed',
        );
        return { outcome: 'refused', code: 'not_composable', recipientGone: false };
      });
      await retrying(() => settle(delivery, outcome, channel));
    },
  };
};

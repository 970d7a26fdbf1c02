import type { Channel, ChannelMessage, SendOutcome } from '@atlas/shared/ports';
import type { WechatCall, WechatClient } from '@atlas/shared/wechat';
import type { NotificationKind } from '@atlas/shared/wire';
import type { WechatAllowance } from '../../wechat-allowance.ts';
import { createLaneWatch } from '../lane-watch.ts';
import { asCardData, asText, cardPageOf, choicesOf } from './wechat-content.ts';
import { isConsentGone, isWindowClosed, wechatOutcome } from './wechat-outcome.ts';

/** A subscribe message's template, as it was chosen in WeChat's console. */
export type CardTemplate = { templateId: string; fields: readonly string[] };

export type WechatChannelOptions = {
  client: WechatClient;
  allowance: WechatAllowance;
  /** What goes out by which template once words of our own are not allowed; a kind without one does not. */
  cardTemplates: Partial<Record<NotificationKind, CardTemplate>>;
  /** The mini program's page that cards open, each at the screen it is about. */
  page?: string;
  /** How long a call may take (Default: 10000); past it nobody knows whether the message was sent. */
  timeoutMs?: number;
};

const languages = { en: 'en_US', ru: 'en_US', zh: 'zh_CN' } as const;

const surelyNotSent = ({ outcome }: SendOutcome): boolean => outcome === 'refused' || outcome === 'retry';
const refused = (code: string): SendOutcome => ({ outcome: 'refused', code, recipientGone: false });

/**
 * WeChat. Addresses are openids. For what a person did lately a message goes out in our own words, its choices numbered;
 * later as a subscribe message, if they allowed one of its template. Codes and pictures have no template. What is allowed
 * is counted before it is used, and given back when the message was surely not sent.
 */
export const createWechatChannel = ({
  client,
  allowance,
  cardTemplates,
  page,
  timeoutMs = 10_000,
}: WechatChannelOptions): Channel => {
  const closing = new AbortController();
  const isLaneWide = createLaneWatch();

  const callOf = ({ traceparent }: ChannelMessage): WechatCall => ({
    traceparent,
    signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
  });
  const outcomeOf = (error: unknown, { address }: ChannelMessage): SendOutcome =>
    wechatOutcome(error, () => isLaneWide(address));
  const sent = (providerMessageId: string): SendOutcome => ({ outcome: 'sent', providerMessageId });

  /** `closed`: WeChat counts otherwise than we do. */
  const post = async (
    message: ChannelMessage,
    content: { msgtype: string } & Record<string, unknown>,
    openedBy: string,
  ): Promise<SendOutcome | 'closed'> => {
    const { address: openid } = message;
    const at = allowance.now();
    try {
      await client.sendCustomerMessage({ openid, content }, callOf(message));
      return sent(message.deliveryId);
    } catch (error) {
      if (isWindowClosed(error)) {
        await allowance.closeWindows(openid, at);
        return 'closed';
      }
      const outcome = outcomeOf(error, message);
      if (surelyNotSent(outcome)) await allowance.giveBackMessage(openid, openedBy);
      return outcome;
    }
  };

  const asContent = async (message: ChannelMessage) => {
    const choices = choicesOf(message).map(({ choice }) => choice);
    const first = choices.length === 0 ? 1 : await allowance.offerChoices(message.address, choices);
    return { msgtype: 'text', text: { content: asText(message, first) } };
  };

  const postPicture = async (message: ChannelMessage, bytes: Uint8Array, openedBy: string) => {
    let mediaId: string;
    try {
      mediaId = await client.uploadImage(
        { name: 'picture.png', mimeType: 'image/png', bytes },
        callOf(message),
      );
    } catch (error) {
      await allowance.giveBackMessage(message.address, openedBy);
      const outcome = outcomeOf(error, message);
      // Uploaded is not sent, whatever became of the call.
      return outcome.outcome === 'unknown'
        ? ({ outcome: 'retry', code: outcome.code, scope: 'chat' } as const)
        : outcome;
    }
    return post(message, { msgtype: 'image', image: { media_id: mediaId } }, openedBy);
  };

  const sendCaption = async (message: ChannelMessage): Promise<void> => {
    const openedBy = await allowance.takeMessage(message.address);
    if (openedBy !== null) await post(message, await asContent(message), openedBy);
  };

  /**
   * WeChat's pictures have no caption: the text comes after, as a message of its own. The picture is what counts: whatever
   * becomes of the text, it is not sent again.
   */
  const sendFree = async (message: ChannelMessage, openedBy: string): Promise<SendOutcome | 'closed'> => {
    if (!message.picture) return post(message, await asContent(message), openedBy);
    const shown = await postPicture(message, message.picture, openedBy);
    if (shown === 'closed' || shown.outcome !== 'sent') return shown;
    await sendCaption(message).catch(() => {});
    return shown;
  };

  const postCard = async (
    message: ChannelMessage,
    card: { what: string; about: string },
    { templateId, fields }: CardTemplate,
  ): Promise<SendOutcome> => {
    const { address: openid, locale, deliveryId } = message;
    const at = allowance.now();
    if (!(await allowance.takeConsent(openid, templateId))) return refused('no_consent');
    try {
      const data = asCardData(card, fields);
      const lang = languages[locale ?? 'zh'];
      const id = await client.sendSubscribeMessage(
        { openid, templateId, data, lang, ...(page ? { page: cardPageOf(message, page) } : {}) },
        callOf(message),
      );
      return sent(id ?? deliveryId);
    } catch (error) {
      if (isConsentGone(error)) {
        await allowance.dropConsents(openid, templateId, at);
        return refused('no_consent');
      }
      const outcome = outcomeOf(error, message);
      if (surelyNotSent(outcome)) await allowance.giveBackConsent(openid, templateId, at);
      return outcome;
    }
  };

  const sendCard = (message: ChannelMessage): SendOutcome | Promise<SendOutcome> => {
    const { kind, card, isCode, picture } = message;
    const template = kind && cardTemplates[kind];
    return template && card && !isCode && !picture
      ? postCard(message, card, template)
      : refused('window_closed');
  };

  const send = async (message: ChannelMessage): Promise<SendOutcome> => {
    const openedBy = await allowance.takeMessage(message.address);
    const outcome = openedBy === null ? 'closed' : await sendFree(message, openedBy);
    return outcome === 'closed' ? sendCard(message) : outcome;
  };

  return {
    name: 'wechat',
    provider: 'wechat',
    lane: `wechat:${client.appId}`,
    // What is allowed can't be counted: WeChat was not asked.
    send: (message) =>
      send(message).catch(() => ({ outcome: 'retry', code: 'allowance_unknown', scope: 'lane' })),
    close: async () => closing.abort(),
  };
};

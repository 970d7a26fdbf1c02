import type { Channel, ChannelMessage } from '@atlas/shared/ports';
import { createGraphClient, GraphApiError, type GraphCall } from '@atlas/shared/whatsapp';
import { createLaneWatch } from '../lane-watch.ts';
import { asTemplate, freeForm, noticeTemplate, type WhatsappContent } from './whatsapp-content.ts';
import { whatsappOutcome } from './whatsapp-outcome.ts';

export type WhatsappChannelOptions = {
  /** Root of the Graph API, without version and trailing slash. */
  apiRoot: string;
  accessToken: string;
  phoneNumberId: string;
  /** The business portfolio: what the user ids that this channel writes to are relative to. */
  businessId: string;
  /** WhatsApp Business Account: where a template that is missing is made; without it that is done by hand. */
  accountId?: string;
  /** Whether this person wrote in the last 24 hours. */
  isWindowOpen: (userId: string) => Promise<boolean>;
  /** How long a call may take (Default: 10000); past it nobody knows whether the message was sent. */
  timeoutMs?: number;
};

const templateMissing = 132001;

/**
 * WhatsApp's Cloud API. Addresses are business-scoped user ids. Within 24 hours of the person's last word a message goes
 * out in our own words with its buttons, later framed by an approved template; a code is not sent late at all, because
 * templates for codes want a phone number.
 */
export const createWhatsappChannel = ({
  businessId,
  accountId,
  isWindowOpen,
  timeoutMs = 10_000,
  ...options
}: WhatsappChannelOptions): Channel => {
  const graph = createGraphClient(options);
  const closing = new AbortController();
  const isLaneWide = createLaneWatch();

  const callOf = ({ traceparent }: { traceparent: string }): GraphCall => ({
    traceparent,
    signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
  });

  const post = (message: ChannelMessage, content: WhatsappContent): Promise<string> =>
    graph.send(
      { recipient: { userId: message.address }, content, callbackData: message.deliveryId },
      callOf(message),
    );

  const withPicture = async (message: ChannelMessage, bytes: Uint8Array): Promise<WhatsappContent> => {
    const id = await graph.upload({ name: 'picture.png', mimeType: 'image/png', bytes }, callOf(message));
    return { type: 'image', image: { id, caption: message.text } };
  };

  const postTemplate = async (message: ChannelMessage): Promise<string> => {
    try {
      return await post(message, asTemplate(message));
    } catch (error) {
      if (!(error instanceof GraphApiError) || error.code !== templateMissing || !accountId) throw error;
      await graph.createTemplate(accountId, noticeTemplate, callOf(message));
      return post(message, asTemplate(message));
    }
  };

  return {
    name: 'whatsapp',
    provider: 'whatsapp',
    lane: `whatsapp:${businessId}`,
    send: async (message) => {
      // Not knowing is like closed: a template is taken at any time.
      const isOpen = await isWindowOpen(message.address).catch(() => false);
      if (!isOpen && (message.isCode || message.picture))
        return { outcome: 'refused', code: 'window_closed', recipientGone: false };
      try {
        const { picture } = message;
        const providerMessageId = isOpen
          ? await post(message, picture ? await withPicture(message, picture) : freeForm(message))
          : await postTemplate(message);
        return { outcome: 'sent', providerMessageId };
      } catch (error) {
        return whatsappOutcome(error, () => isLaneWide(message.address));
      }
    },
    close: async () => closing.abort(),
  };
};

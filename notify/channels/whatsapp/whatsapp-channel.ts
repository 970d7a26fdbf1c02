import type { Channel, ChannelMessage } from '@atlas/shared/ports';
import {
  codeLanguagesOf,
  createGraphClient,
  GraphApiError,
  type GraphCall,
  type GraphRefusal,
  meaningOf,
  noticeTemplate,
  type Recipient,
} from '@atlas/shared/whatsapp';
import { createPairRefusals } from './pair-refusals.ts';
import { asCode, asTemplate, freeForm, type WhatsappContent } from './whatsapp-content.ts';
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

/** What keeps a template from this person, or from everybody; words of our own it does not keep from them. */
const templateRefusals: ReadonlySet<GraphRefusal> = new Set([
  'needs_phone',
  'template_missing',
  'template_paused',
]);

const refusalOf = (error: unknown): GraphRefusal | undefined =>
  error instanceof GraphApiError ? meaningOf(error.code, error.status) : undefined;

/** Surely not sent, before anybody was asked. */
class NotSendable extends Error {
  override name = 'NotSendable';
  readonly code: 'window_closed' | 'needs_phone';

  constructor(code: NotSendable['code']) {
    super(code);
    this.code = code;
  }
}

/**
 * WhatsApp's Cloud API. Addresses are business-scoped user ids. Within 24 hours of the person's last word a message goes
 * out in our own words with its buttons, later framed by an approved template. A code goes by the template that WhatsApp
 * has for codes, at any time: that one wants a phone number. Where there is none, or no template, it goes in our own
 * words within the 24 hours, and later not at all.
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
  const pairRefusals = createPairRefusals();

  const callOf = ({ traceparent }: { traceparent: string }): GraphCall => ({
    traceparent,
    signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
  });

  const post = (
    message: ChannelMessage,
    content: WhatsappContent,
    recipient: Recipient = { userId: message.address },
  ): Promise<string> => graph.send({ recipient, content, callbackData: message.deliveryId }, callOf(message));

  const withPicture = async (message: ChannelMessage, bytes: Uint8Array): Promise<WhatsappContent> => {
    const id = await graph.upload({ name: 'picture.png', mimeType: 'image/png', bytes }, callOf(message));
    return { type: 'image', image: { id, caption: message.text } };
  };

  const postTemplate = async (message: ChannelMessage): Promise<string> => {
    try {
      return await post(message, asTemplate(message));
    } catch (error) {
      if (refusalOf(error) !== 'template_missing' || !accountId) throw error;
      await graph.createTemplate(accountId, noticeTemplate, callOf(message));
      return post(message, asTemplate(message));
    }
  };

  const postNotice = async (message: ChannelMessage, isOpen: boolean): Promise<string> => {
    const { picture } = message;
    if (isOpen) return post(message, picture ? await withPicture(message, picture) : freeForm(message));
    if (picture) throw new NotSendable('window_closed');
    return postTemplate(message);
  };

  /** In the person's language, else in one that the template is there in. */
  const postCodeTemplate = async (message: ChannelMessage, code: string, phone: string): Promise<string> => {
    const recipient = { phone: phone.replace(/^\+/, '') };
    const [own, other] = codeLanguagesOf(message.locale ?? 'en');
    try {
      return await post(message, asCode(code, own as string), recipient);
    } catch (error) {
      if (refusalOf(error) !== 'template_missing' || !other) throw error;
      return post(message, asCode(code, other), recipient);
    }
  };

  const postCode = async (message: ChannelMessage, code: string, isOpen: boolean): Promise<string> => {
    const { phone } = message;
    if (!phone && !isOpen) throw new NotSendable('needs_phone');
    if (!phone) return post(message, freeForm(message));
    try {
      return await postCodeTemplate(message, code, phone);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!isOpen || !refusal || !templateRefusals.has(refusal)) throw error;
      return post(message, freeForm(message));
    }
  };

  return {
    name: 'whatsapp',
    provider: 'whatsapp',
    lane: `whatsapp:${businessId}`,
    send: async (message) => {
      // Not knowing is like closed: a template is taken at any time.
      const isOpen = await isWindowOpen(message.address).catch(() => false);
      try {
        const providerMessageId = message.code
          ? await postCode(message, message.code, isOpen)
          : await postNotice(message, isOpen);
        pairRefusals.end(message.address);
        return { outcome: 'sent', providerMessageId };
      } catch (error) {
        if (error instanceof NotSendable)
          return { outcome: 'refused', code: error.code, recipientGone: false };
        return whatsappOutcome(error, () => pairRefusals.count(message.address));
      }
    },
    close: async () => closing.abort(),
  };
};

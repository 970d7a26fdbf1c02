import { z } from 'zod';
import { GraphApiError } from './graph-api-error.ts';

type Options = {
  /** `https://graph.facebook.com`, or whatever speaks like it; without a trailing slash. */
  apiRoot: string;
  accessToken: string;
  phoneNumberId: string;
};

/** Of one call: its trace, and when it has no more time. */
export type GraphCall = { traceparent: string; signal: AbortSignal };

/** A person by business-scoped user id, or a phone number's digits. */
export type Recipient = { userId: string } | { phone: string };

export type OutgoingMessage = {
  recipient: Recipient;
  /** `{type, [type]: …}`, as the Cloud API has it. */
  content: { type: string } & Record<string, unknown>;
  /** Comes back in the message's statuses; up to 512 characters. */
  callbackData?: string;
};

const version = 'v25.0';

const Refused = z.object({
  error: z.object({
    code: z.int(),
    message: z.string().default(''),
    error_data: z.object({ details: z.string().default('') }).optional(),
  }),
});
const Sent = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });
const Uploaded = z.object({ id: z.string().min(1) });
const Flows = z.object({ data: z.array(z.object({ id: z.string(), name: z.string() })) });
const Template = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.string(),
  rejected_reason: z.string().optional(),
  message_send_ttl_seconds: z.int().optional(),
  components: z.array(z.looseObject({ type: z.string() })),
});
export type KnownTemplate = z.output<typeof Template>;
const Templates = z.object({
  data: z.array(Template),
  paging: z
    .looseObject({
      next: z.string().optional(),
      cursors: z.looseObject({ after: z.string().optional() }).optional(),
    })
    .optional(),
});
const templateFields = Object.keys(Template.shape).join(',');
const maxTemplatePages = 100;

/** An answer that is not the Cloud API's: a proxy's page, half a body. */
export class GraphAnswerError extends Error {
  override name = 'GraphAnswerError';
}

export type GraphClient = ReturnType<typeof createGraphClient>;

/**
 * The Cloud API of WhatsApp, as far as Atlas needs it. Every call may throw GraphApiError (a refusal in the API's own
 * envelope: nothing was done), GraphAnswerError, or what `fetch` throws.
 */
export const createGraphClient = ({ apiRoot, accessToken, phoneNumberId }: Options) => {
  const call = async (method: string, path: string, body: unknown, { traceparent, signal }: GraphCall) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${apiRoot}/${version}/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${accessToken}`,
        Accept: 'application/json',
        traceparent,
        ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      redirect: 'error',
      signal,
    });
    const text = await response.text();
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch (cause) {
      throw new GraphAnswerError(`HTTP ${response.status} without JSON`, { cause });
    }
    const refused = Refused.safeParse(answer);
    if (refused.success) {
      const { code, message, error_data } = refused.data.error;
      throw new GraphApiError(response.status, { code, message, details: error_data?.details ?? '' });
    }
    if (!response.ok) throw new GraphAnswerError(`HTTP ${response.status} in another form`);
    return answer;
  };

  const read = <T extends z.ZodType>(schema: T, answer: unknown): z.output<T> => {
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new GraphAnswerError('answer in another form', { cause: parsed.error });
    return parsed.data;
  };

  return {
    /** Resolves with the message's id. Taken is not arrived: that is told by statuses. */
    send: async (
      { recipient, content, callbackData }: OutgoingMessage,
      scope: GraphCall,
    ): Promise<string> => {
      const body = {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        ...('userId' in recipient ? { recipient: recipient.userId } : { to: recipient.phone }),
        ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
        ...content,
      };
      const answer = await call('POST', `${phoneNumberId}/messages`, body, scope);
      return (read(Sent, answer).messages[0] as { id: string }).id;
    },
    /**
     * Shows the person that their message, and what came before it, was read; with `isTyping` also that an answer is
     * being written, until it comes and for 25 s at the most.
     */
    markRead: async (messageId: string, { isTyping }: { isTyping: boolean }, scope: GraphCall) => {
      const typing = isTyping ? { typing_indicator: { type: 'text' } } : {};
      const body = { messaging_product: 'whatsapp', status: 'read', message_id: messageId, ...typing };
      await call('POST', `${phoneNumberId}/messages`, body, scope);
    },
    /** Resolves with the media id, good for 30 days. */
    upload: async (file: { name: string; mimeType: string; bytes: Uint8Array }, scope: GraphCall) => {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', file.mimeType);
      form.set('file', new Blob([new Uint8Array(file.bytes)], { type: file.mimeType }), file.name);
      return read(Uploaded, await call('POST', `${phoneNumberId}/media`, form, scope)).id;
    },
    /** Where notifications of this number go; the address has to pass the handshake while this runs. */
    setWebhook: async (address: string, verifyToken: string, scope: GraphCall): Promise<void> => {
      const override = { override_callback_uri: address, verify_token: verifyToken };
      await call('POST', phoneNumberId, { webhook_configuration: override }, scope);
    },
    /** What phones seal to when they speak to our Flows. @param pem of an RSA key of 2048 bits */
    setPublicKey: async (pem: string, scope: GraphCall): Promise<void> => {
      await call(
        'POST',
        `${phoneNumberId}/whatsapp_business_encryption`,
        { business_public_key: pem },
        scope,
      );
    },
    listFlows: async (accountId: string, scope: GraphCall) =>
      read(Flows, await call('GET', `${accountId}/flows?fields=id,name`, undefined, scope)).data,
    /** Its endpoint has to answer while this runs. */
    createFlow: async (accountId: string, flow: object, scope: GraphCall): Promise<void> => {
      await call('POST', `${accountId}/flows`, flow, scope);
    },
    setFlowEndpoint: async (flowId: string, endpoint: string, scope: GraphCall): Promise<void> => {
      await call('POST', flowId, { endpoint_uri: endpoint }, scope);
    },
    /** Resolves when the token may act for the number. */
    check: async (scope: GraphCall): Promise<void> => {
      await call('GET', `${phoneNumberId}?fields=id`, undefined, scope);
    },
    /** Every template of the account, in every language. */
    listTemplates: async (accountId: string, scope: GraphCall): Promise<KnownTemplate[]> => {
      const found: KnownTemplate[] = [];
      let after: string | undefined;
      for (let page = 0; page < maxTemplatePages; page += 1) {
        const query = new URLSearchParams({
          fields: templateFields,
          limit: '100',
          ...(after ? { after } : {}),
        });
        const path = `${accountId}/message_templates?${query}`;
        const { data, paging } = read(Templates, await call('GET', path, undefined, scope));
        found.push(...data);
        after = paging?.next ? paging.cursors?.after : undefined;
        if (!after) break;
      }
      return found;
    },
    /** It is reviewed anew. */
    updateTemplate: async (templateId: string, changes: object, scope: GraphCall): Promise<void> => {
      await call('POST', templateId, changes, scope);
    },
    createTemplate: async (accountId: string, template: object, scope: GraphCall): Promise<void> => {
      await call('POST', `${accountId}/message_templates`, template, scope);
    },
  };
};

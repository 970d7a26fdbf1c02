import type { FlowStore } from '../flows/flow-store.ts';
import { GraphError, refusal } from '../graph-error.ts';
import type { MediaStore } from '../media.ts';
import { renderTemplate } from '../templates/render-template.ts';
import type { Templates } from '../templates/templates.ts';
import type { Interactive, MessageBody } from './message-body.ts';
import type { Content } from './messages.ts';

/** Where the page fetches a picture of the chat. */
export const mediaAddress = (id: string): string => `/sandbox/control/whatsapp/media/${id}`;

/** What a conversation is charged as. */
export type Category = 'authentication' | 'utility' | 'marketing' | 'service';

export type ReadContent = { content: Content; category: Category };

const ofInteractive = (interactive: Interactive): Content => {
  const { header, body, footer } = interactive;
  const around: Content = {
    text: header ? `${header.text}\n\n${body.text}` : body.text,
    ...(footer ? { footer: footer.text } : {}),
  };
  switch (interactive.type) {
    case 'button':
      return {
        ...around,
        buttons: interactive.action.buttons.map(({ reply: { id, title } }) => ({ id, title })),
      };
    case 'list':
      return {
        ...around,
        list: {
          button: interactive.action.button,
          rows: interactive.action.sections.flatMap(({ title: section, rows }) =>
            rows.map(({ id, title, description }) => ({
              id,
              title,
              ...(description ? { description } : {}),
              ...(section ? { section } : {}),
            })),
          ),
        },
      };
    case 'cta_url': {
      const { display_text: title, url } = interactive.action.parameters;
      return { ...around, link: { title, url } };
    }
    case 'flow': {
      const { flow_cta, flow_token, flow_id, flow_name, flow_action, flow_action_payload } =
        interactive.action.parameters;
      return {
        ...around,
        flow: { title: flow_cta },
        flowCall: {
          ...{ flowId: flow_id ?? flow_name ?? '', token: flow_token, action: flow_action },
          ...flow_action_payload,
        },
      };
    }
    case 'request_contact_info':
      return { ...around, asksForContact: true };
  }
};

/** Reads what a message will show. @throws GraphError */
export const createReadContent =
  ({ media, templates, flows }: { media: MediaStore; templates: Templates; flows: FlowStore }) =>
  (body: MessageBody): ReadContent => {
    const uploaded = (id: string | undefined) => {
      // What lies at a link elsewhere is not fetched: the desk has no network.
      if (id === undefined)
        throw refusal(131053, 'The sandbox fetches nothing: upload the file and send its id');
      const found = media.find(id);
      if (!found) throw new GraphError(400, { message: `(#100) Invalid media id ${id}`, ...invalidId });
      return found;
    };
    switch (body.type) {
      case 'text':
        return { content: { text: body.text.body }, category: 'service' };
      case 'image': {
        const { id, mime_type } = uploaded(body.image.id);
        if (!mime_type.startsWith('image/')) throw refusal(131053, `${mime_type} is no picture`);
        const { caption } = body.image;
        return {
          content: { photo: mediaAddress(id), ...(caption ? { text: caption } : {}) },
          category: 'service',
        };
      }
      case 'document': {
        const { name, size } = uploaded(body.document.id);
        const { caption, filename: fileName = name } = body.document;
        const document = { fileName, sizeBytes: size };
        return { content: { document, ...(caption ? { text: caption } : {}) }, category: 'service' };
      }
      case 'interactive': {
        const content = ofInteractive(body.interactive);
        const { flowCall } = content;
        if (flowCall && flows.find(flowCall.flowId)?.status !== 'PUBLISHED')
          throw refusal(131009, `There is no published Flow ${flowCall.flowId}`);
        return { content, category: 'service' };
      }
      case 'template': {
        const { name, language } = body.template;
        const template = templates.find(name, language.code);
        // One that is not approved is there for nobody.
        if (!template || ['PENDING', 'REJECTED'].includes(template.status))
          throw refusal(132001, `template name (${name}) does not exist in ${language.code}`);
        if (template.status === 'PAUSED') throw refusal(132015, 'Template is paused due to low quality');
        if (template.status === 'DISABLED') throw refusal(132016, 'Template was paused too often');
        const category = template.category.toLowerCase() as Category;
        return { content: renderTemplate(template, body.template), category };
      }
    }
  };

const invalidId = { type: 'OAuthException', code: 100 } as const;

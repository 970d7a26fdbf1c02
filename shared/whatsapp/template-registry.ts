import { isDeepStrictEqual } from 'node:util';
import { GraphApiError } from './graph-api-error.ts';
import type { GraphCall, GraphClient, KnownTemplate } from './graph-client.ts';
import { type MessageTemplate, messageTemplates } from './message-templates.ts';

/** How one template stands at WhatsApp. */
export type TemplateStanding = {
  name: string;
  language: string;
  category: string;
  /** WhatsApp's own word: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, …; `MISSING` where it knows none. */
  state: string;
  /** Whether it says there what it says here. */
  isCurrent: boolean;
  /** Why it was rejected, or is not taken. */
  reason?: string;
};

type Component = Record<string, unknown> & { type?: unknown; buttons?: readonly Record<string, unknown>[] };

/** WhatsApp adds words of its own to what it was told: this is what it was told. A code's button is read back as a URL's. */
const factsOf = (components: readonly object[], isCode: boolean) =>
  (components as readonly Component[]).map(({ type, text, buttons, ...component }) => ({
    type: String(type).toUpperCase(),
    ...(isCode ? {} : { text }),
    recommends: component.add_security_recommendation ?? false,
    minutes: component.code_expiration_minutes ?? null,
    buttons: isCode ? buttons?.length : buttons?.map((button) => [button.type, button.text]),
  }));

const isSame = (wanted: MessageTemplate, known: KnownTemplate): boolean => {
  const isCode = wanted.category === 'AUTHENTICATION';
  const { message_send_ttl_seconds: ttlSeconds } = wanted;
  return (
    wanted.category === known.category &&
    // Of what we leave to WhatsApp it may tell its own figure.
    (ttlSeconds === undefined || ttlSeconds === known.message_send_ttl_seconds) &&
    isDeepStrictEqual(factsOf(wanted.components, isCode), factsOf(known.components, isCode))
  );
};

const standingOf = (wanted: MessageTemplate, known: KnownTemplate | undefined): TemplateStanding => {
  const { name, language, category } = wanted;
  if (!known) return { name, language, category, state: 'MISSING', isCurrent: false };
  const { status: state, rejected_reason: reason } = known;
  return {
    ...{ name, language, category, state, isCurrent: isSame(wanted, known) },
    ...(reason && reason !== 'NONE' ? { reason } : {}),
  };
};

type Deps = {
  graph: Pick<GraphClient, 'listTemplates' | 'createTemplate' | 'updateTemplate'>;
  /** WhatsApp Business Account. */
  accountId: string;
};

/** The templates that Atlas sends by, at WhatsApp: how they stand, and making them what they should be. */
export const createTemplateRegistry = ({ graph, accountId }: Deps) => {
  const findAll = async (call: GraphCall) => {
    const known = await graph.listTemplates(accountId, call);
    return messageTemplates.map((wanted) => ({
      wanted,
      known: known.find(({ name, language }) => name === wanted.name && language === wanted.language),
    }));
  };

  const list = async (call: GraphCall): Promise<TemplateStanding[]> =>
    (await findAll(call)).map(({ wanted, known }) => standingOf(wanted, known));

  return {
    list,
    /**
     * Makes those that are missing, and changes those that say something else. What WhatsApp refuses to take is told with
     * its reason, and keeps no other from being taken.
     */
    create: async (call: GraphCall): Promise<TemplateStanding[]> => {
      const refused = new Map<MessageTemplate, string>();
      for (const { wanted, known } of await findAll(call)) {
        if (known && isSame(wanted, known)) continue;
        const { components, message_send_ttl_seconds } = wanted;
        const change = { components, message_send_ttl_seconds };
        await (known
          ? graph.updateTemplate(known.id, change, call)
          : graph.createTemplate(accountId, wanted, call)
        ).catch((error: unknown) => {
          if (!(error instanceof GraphApiError)) throw error;
          refused.set(wanted, error.details || error.message);
        });
      }
      return (await findAll(call)).map(({ wanted, known }) => {
        const reason = refused.get(wanted);
        return { ...standingOf(wanted, known), ...(reason ? { reason } : {}) };
      });
    },
  };
};

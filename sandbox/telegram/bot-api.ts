import { createBotApiHandler } from './calls/bot-api-handler.ts';
import { createCallArguments } from './calls/call-arguments.ts';
import { createFaultyRun } from './calls/faulty-call.ts';
import { createFlood } from './calls/flood.ts';
import { isObject } from './calls/json-fields.ts';
import { createMethods } from './methods/index.ts';
import { createGetUpdates } from './updates/get-updates.ts';
import { createWebhookDelivery } from './updates/webhook-delivery.ts';
import { createWebhookSettings } from './updates/webhook-settings.ts';
import type { World } from './world.ts';

type Options = { world: World; floodLimits: boolean; webhookDelayMs: number };

/** Methods that a webhook's answer may not call. */
const isRefusedInReply = (method: string) => /^(get|setwebhook$|deletewebhook$|close$|logout$)/.test(method);

const parseReply = (reply: string): { method: string; fields: Record<string, unknown> } | undefined => {
  try {
    const parsed: unknown = JSON.parse(reply);
    if (!isObject(parsed) || typeof parsed.method !== 'string') return undefined;
    const { method, ...fields } = parsed;
    return { method: String(method), fields };
  } catch {
    return undefined;
  }
};

/** The Bot API server: its HTTP door, and the deliveries that it makes by itself. */
export const createBotApi = ({ world, floodLimits, webhookDelayMs }: Options) => {
  const stopping = new AbortController();
  const flood = createFlood({ clock: world.clock, enabled: floodLimits });
  const webhook = createWebhookSettings({ world, onChange: () => onWebhookChange() });
  const polling = createGetUpdates({ world, webhook });
  const handler = createBotApiHandler({
    bot: world.bot,
    files: world.files,
    methods: { ...createMethods({ world, flood }), ...webhook.methods, getUpdates: polling.getUpdates },
    runFaulty: createFaultyRun(world),
    logger: world.logger,
    stopping: stopping.signal,
  });
  const runReply = async (reply: string): Promise<void> => {
    const call = parseReply(reply);
    if (!call || isRefusedInReply(call.method.toLowerCase())) return;
    const texts = Object.entries(call.fields).map(
      ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
    );
    await handler.run(call.method, createCallArguments(new Map(texts)));
  };
  const delivery = createWebhookDelivery({ world, webhook, runReply, delayMs: webhookDelayMs });
  const onWebhookChange = () => {
    if (webhook.isSet()) polling.endForWebhook();
    delivery.pump();
  };
  delivery.pump();
  return {
    handle: handler.handle,
    stop: async () => {
      stopping.abort();
      polling.stop();
      await delivery.stop();
    },
  };
};

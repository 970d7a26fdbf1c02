import { z } from 'zod';
import { notFound, Refusal } from '../../control/refusal.ts';
import type { WhatsappFlowScreen, WhatsappFlowStep } from '../../wire.ts';
import type { FlowCall, StoredMessage } from '../messages/messages.ts';
import type { Exchange, FlowRequest } from './exchange.ts';
import { actionOf, type Flow, type FlowStore } from './flow-store.ts';

type Shown = WhatsappFlowScreen & { omitsToken: boolean };

const Screen = z.looseObject({ screen: z.string(), data: z.record(z.string(), z.unknown()).default({}) });
const Finished = z.looseObject({
  screen: z.literal('SUCCESS'),
  data: z.looseObject({
    extension_message_response: z.looseObject({ params: z.record(z.string(), z.unknown()) }),
  }),
});
const Over = z.looseObject({ error_msg: z.string() });

/** `${form.code}` and `${data.name}`, as Flow JSON has them. */
const fill = (payload: unknown, form: Record<string, unknown>, data: Record<string, unknown>): unknown => {
  if (typeof payload === 'string') {
    const [, from, name] = /^\$\{(form|data)\.(\w+)\}$/.exec(payload) ?? [];
    return name === undefined ? payload : (from === 'form' ? form : data)[name];
  }
  if (typeof payload !== 'object' || payload === null) return payload;
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, fill(value, form, data)]));
};

type Deps = {
  store: FlowStore;
  exchange: Exchange;
  /** Sends what the Flow ended with into the chat. */
  complete: (message: StoredMessage, response: Record<string, unknown>) => void;
};

export type FlowPhone = ReturnType<typeof createFlowPhone>;

/** A phone that shows a Flow's screens: opens it, fills in its form, taps its footer. */
export const createFlowPhone = ({ store, exchange, complete }: Deps) => {
  const shown = new Map<string, Shown>();

  const flowOf = ({ flowId }: FlowCall): Flow => {
    const flow = store.find(flowId);
    if (!flow?.json) throw notFound('Flow');
    return flow;
  };

  const ask = async (
    call: FlowCall,
    request: Omit<FlowRequest, 'version' | 'flow_token'>,
    omitsToken: boolean,
  ) => {
    const { json, endpointUri } = flowOf(call);
    const publicKey = store.publicKey();
    if (!endpointUri || !publicKey)
      throw new Refusal(409, 'no_endpoint', 'The Flow has no endpoint or no key.');
    const version = json?.data_api_version ?? '3.0';
    return exchange(endpointUri, publicKey, {
      ...{ version, ...request },
      ...(omitsToken ? {} : { flow_token: call.token }),
    });
  };

  const finish = (
    message: StoredMessage,
    call: FlowCall,
    params: Record<string, unknown>,
    now: Shown,
  ): Shown => {
    complete(message, { flow_token: call.token, ...params });
    return { ...now, screen: 'SUCCESS', data: {}, isOver: true };
  };

  /** What the endpoint said, put on the screen. */
  const show = (
    message: StoredMessage,
    call: FlowCall,
    { status, answer }: { status: number; answer: unknown },
    now: Shown,
  ): Shown => {
    if (status === 427) {
      const { data } = Over.safeParse(answer);
      return { ...now, isOver: true, error: data?.error_msg ?? 'This Flow is over.' };
    }
    const finished = Finished.safeParse(answer);
    if (status === 200 && finished.success)
      return finish(message, call, finished.data.data.extension_message_response.params, now);
    const next = Screen.safeParse(answer);
    if (status !== 200 || !next.success) return { ...now, error: `Something went wrong (${status}).` };
    const { error_message: error, ...data } = next.data.data;
    const { error: _before, ...rest } = now;
    return { ...rest, screen: next.data.screen, data, ...(typeof error === 'string' ? { error } : {}) };
  };

  const open = async (message: StoredMessage, call: FlowCall, omitsToken: boolean): Promise<Shown> => {
    const first = flowOf(call).json?.screens[0]?.id ?? '';
    const now: Shown = { screen: call.screen ?? first, data: call.data ?? {}, isOver: false, omitsToken };
    if (call.action === 'navigate') return now;
    return show(message, call, await ask(call, { action: 'INIT' }, omitsToken), now);
  };

  const submit = async (
    message: StoredMessage,
    call: FlowCall,
    form: Record<string, unknown>,
    now: Shown,
  ) => {
    const { json } = flowOf(call);
    const action = json && actionOf(json, now.screen);
    if (!action) throw new Refusal(409, 'no_footer', 'The screen has nothing to tap.');
    const payload = fill(action.payload ?? {}, form, now.data) as Record<string, unknown>;
    if (action.name === 'complete') return finish(message, call, payload, now);
    const request = { action: 'data_exchange', screen: now.screen, data: payload } as const;
    return show(message, call, await ask(call, request, now.omitsToken), now);
  };

  return {
    step: async (message: StoredMessage, step: WhatsappFlowStep): Promise<WhatsappFlowScreen> => {
      const call = message.content.flowCall;
      if (!call) throw notFound('Flow in that message');
      const before = shown.get(message.id);
      if (before?.isOver) throw new Refusal(409, 'flow_over', 'This Flow is over.');
      let next: Shown;
      if ('open' in step) next = await open(message, call, step.omitsToken ?? false);
      else if (!before) throw new Refusal(409, 'flow_closed', 'Open the Flow first.');
      else if ('submit' in step) next = await submit(message, call, step.submit, before);
      else {
        const request = { action: 'BACK', screen: before.screen } as const;
        next = show(message, call, await ask(call, request, before.omitsToken), before);
      }
      shown.set(message.id, next);
      const { omitsToken: _, ...screen } = next;
      return screen;
    },
    reset: () => shown.clear(),
  };
};

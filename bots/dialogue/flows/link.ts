import type { Text } from '../reply.ts';
import { choice, end, type FlowContext, type FlowState, type FlowStep, type Said, say } from './flow.ts';
import { refusal } from './refusals.ts';

const passwordStays = ({ canDelete }: FlowContext): Text => ({
  key: canDelete ? 'link.hereDeletes' : 'link.hereKeeps',
});

const askLogin = (...first: Text[]): FlowStep => ({
  next: { at: 'link.login' },
  reply: { blocks: say(...first, 'link.askLogin', 'flow.cancel'), buttons: [] },
});

/** The second factor comes before this, so that no password is kept while it is asked for. */
export const startLink = async (): Promise<FlowStep> => askLogin();

export const takeLogin = async (
  _state: FlowState & { at: 'link.login' },
  said: Said,
  context: FlowContext,
): Promise<FlowStep> => {
  const login = 'text' in said ? said.text.trim() : '';
  if (login === '' || login.length > 254) return askLogin({ key: 'refused.form' });
  return {
    next: { at: 'link.password', login },
    reply: { blocks: say('link.askPassword', passwordStays(context), 'flow.cancel'), buttons: [] },
  };
};

const toList = (name: string, email: string | null, phone: string | null): Text[] => [
  { key: 'link.previewName', values: { name } },
  ...(email ? [{ key: 'link.previewEmail', values: { email } } as const] : []),
  ...(phone ? [{ key: 'link.previewPhone', values: { phone } } as const] : []),
];

export const takePassword = async (
  { login }: FlowState & { at: 'link.password' },
  said: Said,
  { api }: FlowContext,
): Promise<FlowStep> => {
  const password = 'text' in said ? said.text : '';
  if (password === '' || password.length > 1024) return askLogin({ key: 'refused.form' });
  try {
    const { linkTicket, customer, orderCount, lastOrderAt } = await api.previewLink({ login, password });
    const { name, email, phone } = customer;
    const orders: Text[] = [{ key: 'link.previewOrders', values: { count: orderCount } }];
    if (lastOrderAt) orders.push({ key: 'link.previewLast', values: { at: new Date(lastOrderAt) } });
    return {
      next: { at: 'link.confirm', linkTicket },
      reply: {
        blocks: [
          ...say('link.preview'),
          { list: [...toList(name, email, phone), ...orders] },
          ...say('link.previewEnds'),
        ],
        buttons: [[choice('label.linkIt', 'yes'), choice('label.notMe', 'no')]],
      },
    };
  } catch (error) {
    const { code, says } = refusal(error);
    return code === 'invalid_credentials' ? askLogin(...says) : end(...says);
  }
};

export const confirmLink = async (
  { linkTicket }: FlowState & { at: 'link.confirm' },
  said: Said,
  { api }: FlowContext,
): Promise<FlowStep> => {
  if (!('choice' in said) || said.choice !== 'yes') return end('flow.cancelled');
  try {
    const { undoUntil } = await api.link(linkTicket);
    const { next, reply } = end({ key: 'link.done', values: { until: new Date(undoUntil) } });
    return {
      next,
      reply: { ...reply, buttons: [[{ label: { key: 'label.undo' }, callback: 'do:unlink' }]] },
    };
  } catch (error) {
    return end(...refusal(error).says);
  }
};

export const startUnlink = async ({ api }: FlowContext): Promise<FlowStep> => {
  if (!(await api.shopLink())) return end('refused.notLinked');
  return {
    next: { at: 'unlink.confirm' },
    reply: {
      blocks: say('unlink.ask'),
      buttons: [[choice('label.unlinkYes', 'yes'), choice('label.no', 'no')]],
    },
  };
};

export const confirmUnlink = async (
  _state: FlowState & { at: 'unlink.confirm' },
  said: Said,
  { api }: FlowContext,
): Promise<FlowStep> => {
  if (!('choice' in said) || said.choice !== 'yes') return end('flow.cancelled');
  try {
    await api.unlink();
    return end('unlink.done');
  } catch (error) {
    return end(...refusal(error).says);
  }
};

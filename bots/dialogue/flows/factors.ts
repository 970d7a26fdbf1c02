import type { Factor, FactorKind } from '@atlas/shared/wire';
import type { Text } from '../reply.ts';
import { offerCodes } from './codes.ts';
import {
  choice,
  end,
  type FlowContext,
  type FlowState,
  type FlowStep,
  factorValues,
  type Said,
  say,
} from './flow.ts';
import { begin } from './prove.ts';
import { refusal } from './refusals.ts';

const maxShown = 8;
const cancel = choice('label.cancel', 'cancel');

const item = (factor: Factor): Text => ({ key: 'factors.item', values: factorValues(factor) });

/** All second factors and what can be done about them, as choices. */
export const overview = async ({ api }: FlowContext): Promise<FlowStep> => {
  const [{ items, backupCodes }, recovery] = [await api.factors(), await api.recovery()];
  const isProtected = items.length > 0;
  return {
    next: { at: 'security' },
    reply: {
      blocks: [
        ...say({ key: 'factors.count', values: { count: items.length } }),
        ...(isProtected ? [{ list: items.slice(0, maxShown).map(item) }] : []),
        ...(isProtected ? say({ key: 'factors.codesLeft', values: { count: backupCodes.left } }) : []),
        ...(recovery ? say('recover.pending') : []),
      ],
      buttons: [
        [choice('label.addTotp', 'totp')],
        [choice('label.addEmail', 'email'), choice('label.addSms', 'sms')],
        ...(isProtected
          ? [
              [choice('label.newCodes', 'codes'), choice('label.removeFactor', 'remove')],
              [recovery ? choice('label.recovery', 'recovery') : choice('label.lostAll', 'lost')],
            ]
          : []),
      ],
    },
  };
};

export const startAdd = async (kind: FactorKind, context: FlowContext): Promise<FlowStep> => {
  if (kind === 'totp') return enrol({ kind, deliver: 'chat' }, context);
  return {
    next: { at: 'add.destination', kind },
    reply: { blocks: say(kind === 'sms' ? 'add.askPhone' : 'add.askEmail', 'flow.cancel'), buttons: [] },
  };
};

const enrol = async (
  body: Parameters<FlowContext['api']['enrol']>[0],
  { api }: FlowContext,
): Promise<FlowStep> => {
  const { factorId, challengeId, kind, destination } = await api.enrol(body);
  return askCode({ at: 'add.code', factorId, challengeId, kind, destination });
};

const askCode = (state: FlowState & { at: 'add.code' }): FlowStep => {
  const { destination } = state;
  return {
    next: state,
    reply: {
      blocks: say(destination ? { key: 'add.codeSent', values: { destination } } : 'add.totpSent'),
      buttons: [[...(destination ? [choice('label.resend', 'resend')] : []), cancel]],
    },
  };
};

/** A number or an address; one that can't be used is asked for again. */
export const takeDestination = async (
  state: FlowState & { at: 'add.destination' },
  said: Said,
  context: FlowContext,
): Promise<FlowStep> => {
  const { kind } = state;
  const text = 'text' in said ? said.text.trim() : '';
  try {
    const body = kind === 'sms' ? { kind, phone: text } : { kind, email: text };
    return await enrol(body, context);
  } catch (error) {
    const { says } = refusal(error);
    return { next: state, reply: { blocks: say(...says, 'flow.cancel'), buttons: [] } };
  }
};

/** The first code: the factor is on, and its backup codes are offered. */
export const takeFirstCode = async (
  state: FlowState & { at: 'add.code' },
  said: Said,
  context: FlowContext,
): Promise<FlowStep> => {
  const { api } = context;
  const { factorId, challengeId } = state;
  try {
    if ('text' in said) {
      const { factor, backupCodes } = await api.confirm(factorId, said.text.trim());
      const done: Text = { key: 'add.done', values: { name: factor.name } };
      return backupCodes ? offerCodes(backupCodes, context, done) : end(done);
    }
    if (said.choice !== 'resend') return end('flow.cancelled');
    const { destination } = await api.resend(challengeId);
    return askCode({ ...state, destination });
  } catch (error) {
    const { code, says } = refusal(error);
    if (code !== 'code_invalid' && code !== 'resend_too_early' && code !== 'send_limited')
      return (await isOnAlready(state, context)) ?? end(...says);
    const { reply } = askCode(state);
    return { next: state, reply: { ...reply, blocks: say(...says) } };
  }
};

/** The answer to the right code was lost on the way: the factor is on, and its codes can be made anew. */
const isOnAlready = async (
  { factorId }: FlowState & { at: 'add.code' },
  { api }: FlowContext,
): Promise<FlowStep | null> => {
  const { items } = await api.factors();
  const factor = items.find(({ id }) => id === factorId);
  return factor ? end({ key: 'add.done', values: { name: factor.name } }) : null;
};

export const chooseToRemove = async ({ api }: FlowContext): Promise<FlowStep> => {
  const { items } = await api.factors();
  if (items.length === 0) return end('refused.noFactor');
  return {
    next: { at: 'remove.choose' },
    reply: {
      blocks: say('remove.choose'),
      buttons: [
        ...items
          .slice(0, maxShown)
          .map((factor) => [choice('label.factor', factor.id, factorValues(factor))]),
        [cancel],
      ],
    },
  };
};

export const takeRemoval = async (
  _state: FlowState & { at: 'remove.choose' },
  said: Said,
  context: FlowContext,
): Promise<FlowStep> => {
  const { items } = await context.api.factors();
  const factor = 'choice' in said ? items.find(({ id }) => id === said.choice) : undefined;
  if (!factor) return end('flow.cancelled');
  return begin({ do: 'remove', factorId: factor.id, name: factor.name }, context);
};

export const askToRemove = async (
  factorId: string,
  name: string,
  { api }: FlowContext,
): Promise<FlowStep> => {
  const { items } = await api.factors();
  const ask: Text = { key: items.length === 1 ? 'remove.askLast' : 'remove.ask', values: { name } };
  return {
    next: { at: 'remove.confirm', factorId, name },
    reply: { blocks: say(ask), buttons: [[choice('label.removeYes', 'yes'), choice('label.no', 'no')]] },
  };
};

export const confirmRemoval = async (
  { factorId, name }: FlowState & { at: 'remove.confirm' },
  said: Said,
  { api }: FlowContext,
): Promise<FlowStep> => {
  if (!('choice' in said) || said.choice !== 'yes') return end('flow.cancelled');
  try {
    await api.removeFactor(factorId);
    return end({ key: 'remove.done', values: { name } });
  } catch (error) {
    return end(...refusal(error).says);
  }
};

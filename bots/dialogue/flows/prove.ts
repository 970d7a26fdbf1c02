import type { Challenge } from '@atlas/shared/wire';
import type { Text } from '../reply.ts';
import {
  choice,
  type Errand,
  end,
  type FlowContext,
  type FlowState,
  type FlowStep,
  factorValues,
  type Said,
  say,
} from './flow.ts';
import { refusal } from './refusals.ts';

const cancel = choice('label.cancel', 'cancel');

/** Messengers' lists have room for ten rows. */
const maxShown = 7;

const askWhich = async (then: Errand, { api }: FlowContext, ...first: Text[]): Promise<FlowStep> => {
  const { items, backupCodes } = await api.factors();
  return {
    next: { at: 'prove.choose', then },
    reply: {
      blocks: say(...first, 'prove.choose'),
      buttons: [
        ...items
          .slice(0, maxShown)
          .map((factor) => [choice('label.factor', factor.id, factorValues(factor))]),
        ...(backupCodes.left > 0 ? [[choice('label.backupCode', 'backup')]] : []),
        [cancel],
      ],
    },
  };
};

/** Does the errand; first asks for a second factor where the account has one and it was not given a moment ago. */
export const begin = async (errand: Errand, context: FlowContext): Promise<FlowStep> => {
  const { items } = await context.api.factors();
  if (items.length === 0 || (await context.api.isProved())) return context.goOn(errand);
  return askWhich(errand, context);
};

const askCode = (then: Errand, challenge: Challenge | (FlowState & { at: 'prove.code' })): FlowStep => {
  const { challengeId, kind, destination } = challenge;
  const question: Text =
    kind === 'backup'
      ? { key: 'prove.backup' }
      : destination
        ? { key: 'add.codeSent', values: { destination } }
        : { key: 'prove.totp' };
  const resend = destination ? [[choice('label.resend', 'resend')]] : [];
  return {
    next: { at: 'prove.code', then, challengeId, kind, destination },
    reply: { blocks: say(question), buttons: [...resend, [choice('label.otherWay', 'other'), cancel]] },
  };
};

export const takeFactorChoice = async (
  { then }: FlowState & { at: 'prove.choose' },
  said: Said,
  context: FlowContext,
): Promise<FlowStep> => {
  if (!('choice' in said)) return askWhich(then, context);
  if (said.choice === 'cancel') return end('flow.cancelled');
  try {
    const by = said.choice === 'backup' ? { kind: 'backup' as const } : { factorId: said.choice };
    return askCode(then, await context.api.challenge(by));
  } catch (error) {
    const { code, says } = refusal(error);
    return code === 'verification_locked' ? end(...says) : askWhich(then, context, ...says);
  }
};

/** A code that was typed, or another wish. Wrong ones are counted where the app's are. */
export const takeProof = async (
  state: FlowState & { at: 'prove.code' },
  said: Said,
  context: FlowContext,
): Promise<FlowStep> => {
  const { then, challengeId } = state;
  try {
    if ('text' in said) {
      await context.api.answer(challengeId, said.text.trim());
      return await context.goOn(then);
    }
    if (said.choice === 'resend') return askCode(then, await context.api.resend(challengeId));
    return said.choice === 'other' ? await askWhich(then, context) : end('flow.cancelled');
  } catch (error) {
    const { code, says } = refusal(error);
    if (code === 'verification_locked') return end(...says);
    if (code === 'challenge_ended' || code === 'challenge_not_found') return askWhich(then, context, ...says);
    const again = askCode(then, state);
    return { next: state, reply: { ...again.reply, blocks: say(...says) } };
  }
};

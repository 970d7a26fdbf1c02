import type { IdentityPath, Locale } from '@atlas/shared/wire';
import { z } from 'zod';
import type { Text } from '../../dialogue/index.ts';
import type { CodeOutcome, Perform } from '../../perform.ts';
import { screens } from './code-flow.ts';
import type { CodeScreens } from './code-screens.ts';
import type { FlowPurpose, FlowTokens } from './flow-token.ts';

/** What must hold of any request; what comes later is let be. */
export const FlowRequest = z.looseObject({
  version: z.string().optional(),
  action: z.string(),
  screen: z.string().nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  flow_token: z.string().max(2048).nullish(),
  flow_token_signature: z.string().max(4096).nullish(),
});
export type FlowRequest = z.output<typeof FlowRequest>;

/** 427 closes the Flow with a word; the phone opens it no more. */
export type FlowAnswer = { status: 200 | 427; answer: object };

type Deps = {
  businessId: string;
  tokens: FlowTokens;
  screens: CodeScreens;
  perform: Perform;
};

const maxCodeLength = 64;

/** What became of a code, as far as the Flow goes on with it. */
const problemOf = (outcome: CodeOutcome): Text | null => {
  if (outcome.is === 'wrong') return { key: 'flow.wrong', values: { attemptsLeft: outcome.attemptsLeft } };
  if (outcome.is === 'malformed') return { key: 'flow.malformed' };
  return outcome.is === 'unavailable' ? { key: 'unavailable' } : null;
};

/**
 * The endpoint's side of the code Flow. Who asks and what for is in our token alone; a code goes to the API, which
 * counts it, and nothing of it is kept here.
 */
export const createAnswerFlow = ({ businessId, tokens, screens: show, perform }: Deps) => {
  const over = (locale: Locale, key: 'flow.over' | 'flow.locked'): FlowAnswer => ({
    status: 427,
    answer: { error_msg: show.say(locale, { key }) },
  });

  /** Some phones leave the token out; then it is what the screen was given. */
  const tokenOf = ({ flow_token, data }: FlowRequest): string =>
    flow_token ? flow_token : typeof data?.token === 'string' ? data.token : '';

  const identityOf = ({ userId }: FlowPurpose): IdentityPath => ({
    messenger: 'whatsapp',
    appScope: businessId,
    subject: userId,
  });

  const askAgain = async (purpose: FlowPurpose, token: string, problem?: Text): Promise<FlowAnswer> => {
    const open = await perform.challenges(identityOf(purpose));
    const asking = open?.find(({ challengeId }) => challengeId === purpose.challengeId);
    if (open && !asking) return over(purpose.locale, 'flow.over');
    return { status: 200, answer: show.code(purpose.locale, asking ?? null, token, problem) };
  };

  const takeCode = async (purpose: FlowPurpose, token: string, code: string): Promise<FlowAnswer> => {
    const { locale, challengeId } = purpose;
    const outcome: CodeOutcome =
      code.length === 0 || code.length > maxCodeLength
        ? { is: 'malformed' }
        : await perform.answerCode(identityOf(purpose), challengeId, code);
    if (outcome.is === 'right')
      return {
        status: 200,
        answer: outcome.backupCodes ? show.backupCodes(locale, outcome.backupCodes) : show.success(token),
      };
    const problem = problemOf(outcome);
    if (problem) return askAgain(purpose, token, problem);
    return over(locale, outcome.is === 'locked' ? 'flow.locked' : 'flow.over');
  };

  return async (request: FlowRequest): Promise<FlowAnswer> => {
    const { action, screen, data, flow_token_signature: signature } = request;
    if (action === 'ping') return { status: 200, answer: { data: { status: 'active' } } };
    // The phone tells that it could not show our last answer.
    if (data?.error !== undefined) return { status: 200, answer: { data: { acknowledged: true } } };
    const token = tokenOf(request);
    const purpose = await tokens.read(token);
    if (!purpose || (signature && !(await tokens.isSigned(token, signature)))) return over('en', 'flow.over');
    if (purpose.isOver) return over(purpose.locale, 'flow.over');
    const isCode = action === 'data_exchange' && screen === screens.code;
    return isCode
      ? takeCode(purpose, token, typeof data?.code === 'string' ? data.code.trim() : '')
      : askAgain(purpose, token);
  };
};
export type AnswerFlow = ReturnType<typeof createAnswerFlow>;

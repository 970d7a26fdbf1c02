import type { Text } from '../reply.ts';
import { choice, end, type FlowContext, type FlowState, type FlowStep, type Said, say } from './flow.ts';
import { refusal } from './refusals.ts';

/** How long backup codes stay in a chat where we can take them back, in seconds. */
const shownSeconds = 300;

/** Codes stand in the chat only when somebody asks for them. */
export const offerCodes = (
  codes: string[],
  { canDelete }: Pick<FlowContext, 'canDelete'>,
  ...first: Text[]
): FlowStep => ({
  next: { at: 'codes.offer', codes },
  reply: {
    blocks: say(...first, 'codes.offer', whereTheyStay(canDelete)),
    buttons: [[choice('label.showCodes', 'show'), choice('label.notNow', 'later')]],
  },
});

const whereTheyStay = (canDelete: boolean): Text =>
  canDelete
    ? { key: 'codes.deleted', values: { minutes: shownSeconds / 60 } }
    : { key: 'codes.deleteYourself' };

export const showCodes = async (
  { codes }: FlowState & { at: 'codes.offer' },
  said: Said,
  { canDelete }: FlowContext,
): Promise<FlowStep> => {
  if (!('choice' in said) || said.choice !== 'show') return end('codes.later');
  return {
    next: { at: 'codes.typed' },
    reply: {
      blocks: [
        ...say('codes.keep'),
        { list: codes.map((code) => ({ key: 'codes.item', values: { code } }) as const) },
        ...say(whereTheyStay(canDelete), 'codes.typeOne'),
      ],
      buttons: [],
      livesSeconds: shownSeconds,
    },
  };
};

/** One typed back says that they were kept. It stays good, so the message is taken back where that can be done. */
export const takeCodeBack = async (
  state: FlowState & { at: 'codes.typed' },
  said: Said,
  { api }: FlowContext,
): Promise<FlowStep> => {
  try {
    await api.confirmCodes('text' in said ? said.text.trim() : '');
    return end('codes.kept');
  } catch (error) {
    const { code, says } = refusal(error);
    if (code === 'verification_locked') return end(...says);
    return { next: state, reply: { blocks: say(...says, 'codes.typeOne'), buttons: [] } };
  }
};

export const renewCodes = async (context: FlowContext): Promise<FlowStep> =>
  offerCodes((await context.api.renewCodes()).codes, context, { key: 'codes.renewed' });

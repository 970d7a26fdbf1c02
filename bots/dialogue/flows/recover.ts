import { choice, end, type FlowContext, type FlowState, type FlowStep, type Said, say } from './flow.ts';
import { refusal } from './refusals.ts';

/** "I have lost all of these", or how far that is. */
export const recover = async ({ api }: FlowContext): Promise<FlowStep> => {
  const recovery = await api.recovery();
  if (!recovery)
    return {
      next: { at: 'recover.confirm', act: 'request' },
      reply: {
        blocks: say('recover.ask'),
        buttons: [[choice('label.recoverYes', 'yes'), choice('label.no', 'no')]],
      },
    };
  const isReady = recovery.state === 'ready';
  const until = new Date(isReady ? recovery.expiresAt : recovery.readyAt);
  return {
    next: { at: 'recover.confirm', act: 'complete' },
    reply: {
      blocks: say({ key: isReady ? 'recover.ready' : 'recover.waiting', values: { until } }),
      buttons: [
        ...(isReady ? [[choice('label.takeOff', 'yes')]] : []),
        [choice('label.stopRecovery', 'stop'), choice('label.back', 'no')],
      ],
    },
  };
};

export const confirmRecovery = async (
  { act }: FlowState & { at: 'recover.confirm' },
  said: Said,
  { api }: FlowContext,
): Promise<FlowStep> => {
  const wish = 'choice' in said ? said.choice : '';
  try {
    if (wish === 'yes' && act === 'request') {
      const { readyAt } = await api.requestRecovery();
      return end({ key: 'recover.waiting', values: { until: new Date(readyAt) } });
    }
    if (wish === 'yes') {
      await api.completeRecovery();
      return end('recover.done');
    }
    if (wish === 'stop' && act === 'complete') {
      await api.cancelRecovery();
      return end('recover.stopped');
    }
    return end('flow.cancelled');
  } catch (error) {
    return end(...refusal(error).says);
  }
};

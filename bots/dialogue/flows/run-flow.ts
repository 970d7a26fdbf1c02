import { AtlasError } from '@atlas/shared/errors';
import { renewCodes, showCodes, takeCodeBack } from './codes.ts';
import { type EntryName, entries } from './entries.ts';
import {
  askToRemove,
  chooseToRemove,
  confirmRemoval,
  overview,
  startAdd,
  takeDestination,
  takeFirstCode,
  takeRemoval,
} from './factors.ts';
import { type Errand, end, type FlowContext, type FlowState, type FlowStep, type Said } from './flow.ts';
import { confirmLink, confirmUnlink, startLink, startUnlink, takeLogin, takePassword } from './link.ts';
import { begin, takeFactorChoice, takeProof } from './prove.ts';
import { confirmRecovery, recover } from './recover.ts';
import { refusal } from './refusals.ts';

type Tools = Omit<FlowContext, 'goOn'>;

const run = (errand: Errand, context: FlowContext): Promise<FlowStep> => {
  switch (errand.do) {
    case 'link':
      return startLink();
    case 'unlink':
      return startUnlink(context);
    case 'codes':
      return renewCodes(context);
    case 'add':
      return startAdd(errand.kind, context);
    case 'remove':
      return askToRemove(errand.factorId, errand.name, context);
  }
};

const chooseInOverview = (said: Said, context: FlowContext): Promise<FlowStep> => {
  const wish = 'choice' in said ? said.choice : '';
  switch (wish) {
    case 'sms':
    case 'email':
    case 'totp':
      return begin({ do: 'add', kind: wish }, context);
    case 'codes':
      return begin({ do: 'codes' }, context);
    case 'remove':
      return chooseToRemove(context);
    case 'lost':
    case 'recovery':
      return recover(context);
    default:
      return overview(context);
  }
};

const take = (state: FlowState, said: Said, context: FlowContext): Promise<FlowStep> => {
  switch (state.at) {
    case 'link.login':
      return takeLogin(state, said, context);
    case 'link.password':
      return takePassword(state, said, context);
    case 'link.confirm':
      return confirmLink(state, said, context);
    case 'unlink.confirm':
      return confirmUnlink(state, said, context);
    case 'security':
      return chooseInOverview(said, context);
    case 'add.destination':
      return takeDestination(state, said, context);
    case 'add.code':
      return takeFirstCode(state, said, context);
    case 'codes.offer':
      return showCodes(state, said, context);
    case 'codes.typed':
      return takeCodeBack(state, said, context);
    case 'remove.choose':
      return takeRemoval(state, said, context);
    case 'remove.confirm':
      return confirmRemoval(state, said, context);
    case 'prove.choose':
      return takeFactorChoice(state, said, context);
    case 'prove.code':
      return takeProof(state, said, context);
    case 'recover.confirm':
      return confirmRecovery(state, said, context);
  }
};

/** What is begun again once a second factor was given that nobody knew would be asked for. */
const errandOf = (state: FlowState): Errand | null => {
  switch (state.at) {
    case 'link.password':
    case 'link.confirm':
      return { do: 'link' };
    case 'unlink.confirm':
      return { do: 'unlink' };
    case 'add.destination':
      return { do: 'add', kind: state.kind };
    case 'remove.confirm':
      return { do: 'remove', factorId: state.factorId, name: state.name };
    case 'prove.choose':
    case 'prove.code':
      return state.then;
    default:
      return null;
  }
};

const withGoOn = (tools: Tools): FlowContext => {
  const context: FlowContext = { ...tools, goOn: (errand) => run(errand, context) };
  return context;
};

/** Whatever the API refuses and no step expects ends the conversation in words. @throws what may work later */
const inWords = async (work: () => Promise<FlowStep>): Promise<FlowStep> => {
  try {
    return await work();
  } catch (error) {
    return end(...refusal(error).says);
  }
};

/** Begins a conversation, by a button or a command. */
export const beginFlow = (name: EntryName, tools: Tools): Promise<FlowStep> =>
  inWords(() => entries[name](withGoOn(tools)));

/** Takes what was said in answer to the last question. */
export const takeStep = (state: FlowState, said: Said, tools: Tools): Promise<FlowStep> => {
  const context = withGoOn(tools);
  return inWords(async () => {
    try {
      return await take(state, said, context);
    } catch (error) {
      const errand = errandOf(state);
      const isUnproved = error instanceof AtlasError && error.code === 'insufficient_user_authentication';
      if (!isUnproved || !errand) throw error;
      return begin(errand, context);
    }
  });
};

const secretSteps: ReadonlySet<FlowState['at']> = new Set(['link.password', 'codes.typed']);

/** The next words are a secret: they are taken back where the messenger can, however they are answered. */
export const awaitsSecret = (state: FlowState | null): boolean =>
  state !== null && (secretSteps.has(state.at) || (state.at === 'prove.code' && state.kind === 'backup'));

const textSteps: ReadonlySet<FlowState['at']> = new Set([
  ...(['link.login', 'link.password', 'add.destination', 'add.code', 'codes.typed', 'prove.code'] as const),
]);

/** The question can be answered in words, so that what is typed is an answer and no command's bare name. */
export const awaitsWords = (state: FlowState): boolean => textSteps.has(state.at);

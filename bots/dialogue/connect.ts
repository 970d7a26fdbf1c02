import { type ConnectionEffect, connectTokenIn, parseConnectToken } from '@atlas/shared/wire';
import type { Reply, Turn } from './reply.ts';
import type { TextKey } from './texts/index.ts';

const say = (key: TextKey, values?: Record<string, string>): Reply => ({
  blocks: [{ paragraph: { key, ...(values ? { values } : {}) } }],
  buttons: [],
});

const refusals: Readonly<Record<string, TextKey>> = {
  identity_connected: 'connect.already',
  messenger_connected: 'connect.otherThere',
  factor_not_allowed: 'connect.factorPhone',
};

/** The app knows of the code: what would be merged is the first thing it shows. */
const inviteToMerge: Reply = {
  ...say('connect.merge'),
  buttons: [[{ label: { key: 'label.merge' }, openApp: 'merge' }]],
};

const sayWhyNot = (because: string): Reply =>
  because === 'merge_required' ? inviteToMerge : say(refusals[because] ?? 'connect.over');

/** A link or code says nothing about whoever made it: it is shown what would be joined, and a tap decides. */
const preview = (token: string): Turn => ({
  action: { do: 'preview_connection', token },
  forAnybody: true,
  reply: (_context, outcome) => {
    if (outcome.is === 'not_connected') return sayWhyNot(outcome.because);
    if (outcome.is !== 'done' || !outcome.connection) return say('connect.over');
    const { effect, accountName: account } = outcome.connection;
    if (effect === 'merge') return inviteToMerge;
    const [key, word] = effect === 'fold' ? ['connect.fold', 'fold'] : ['connect.join', 'connect'];
    return {
      ...say(key as TextKey, { account }),
      buttons: [
        [{ label: { key: 'label.connect' }, callback: `${word}_yes:${token}` }],
        [{ label: { key: 'label.dontConnect' }, callback: 'connect_no' }],
      ],
    };
  },
});

const claim =
  (effect: Exclude<ConnectionEffect, 'merge'>) =>
  (argument: string): Turn | null => {
    const token = parseConnectToken(argument);
    if (!token) return null;
    return {
      action: { do: 'claim_connection', token, effect },
      forAnybody: true,
      reply: (_context, outcome) => {
        if (outcome.is === 'not_connected') return sayWhyNot(outcome.because);
        if (outcome.is !== 'done' || !outcome.claimed) return say('connect.over');
        return say('connect.number', { number: outcome.claimed.number });
      },
    };
  };

/** What the buttons under a preview mean. */
export const connectCallbacks: Readonly<Record<string, (argument: string) => Turn | null>> = {
  connect_yes: claim('connect'),
  fold_yes: claim('fold'),
  connect_no: () => ({ reply: () => say('connect.no') }),
};

/** `/start connect_…` of a link, `connect …` sent as words; null for every other command. */
export const connectTurn = ({ name, argument }: { name: string; argument: string }): Turn | null => {
  if (name === 'connect') {
    const token = parseConnectToken(argument);
    return token ? preview(token) : { reply: () => say('connect.over') };
  }
  const token = name === 'start' ? connectTokenIn(argument) : null;
  return token ? preview(token) : null;
};

import type { Session } from '@atlas/shared/wire';
import { buttonIsGone, openApp } from './replies.ts';
import type { Outcome, Reply, Text } from './reply.ts';

/** A phone's screen full; the app shows all of them. */
const maxShown = 10;

const back = { label: { key: 'label.back' }, callback: 'sessions' } as const;

const sessionsOf = (outcome: Outcome): readonly Session[] =>
  outcome.is === 'done' ? (outcome.sessions ?? []) : [];

const item = ({ device, lastSeenAt }: Session): Text => ({
  key: 'sessions.item',
  values: { device, lastSeen: new Date(lastSeenAt) },
});

/** Devices that are signed in, each with a button that signs it out, and one for all. */
export const sessionList = (outcome: Outcome, notice?: Text): Reply => {
  const sessions = sessionsOf(outcome);
  const shown = sessions.slice(0, maxShown);
  const more = sessions.length - shown.length;
  return {
    blocks: [
      { paragraph: { key: 'sessions.list', values: { count: sessions.length } } },
      ...(shown.length > 0 ? [{ list: shown.map(item) }] : []),
      ...(more > 0 ? [{ paragraph: { key: 'sessions.more', values: { count: more } } } as const] : []),
    ],
    buttons: [
      ...shown.map(({ id, device }) => [
        { label: { key: 'label.revoke', values: { device } }, callback: `revoke:${id}` } as const,
      ]),
      sessions.length > 0 ? [{ label: { key: 'label.revokeAll' }, callback: 'revoke_all' }] : [openApp],
    ],
    ...(notice ? { notice } : {}),
  };
};

/** "Sign out this one?"; the list again when it is signed out already. */
export const askToRevoke = (sessionId: string, outcome: Outcome): Reply => {
  const session = sessionsOf(outcome).find(({ id }) => id === sessionId);
  if (!session) return sessionList(outcome, { key: 'sessions.gone' });
  return {
    blocks: [{ paragraph: { key: 'sessions.askOne', values: { device: session.device } } }],
    buttons: [[{ label: { key: 'label.yes' }, callback: `revoke_yes:${sessionId}` }, back]],
  };
};

export const askToRevokeAll: Reply = {
  blocks: [{ paragraph: { key: 'sessions.askAll' } }],
  buttons: [[{ label: { key: 'label.yes' }, callback: 'revoke_all_yes' }, back]],
};

export const revokedOne = (outcome: Outcome): Reply => {
  const key = outcome.is === 'not_found' ? 'sessions.gone' : 'sessions.endedOne';
  return { blocks: [{ paragraph: { key } }], buttons: [[back]], notice: { key } };
};

export const revokedAll = (outcome: Outcome): Reply => {
  if (outcome.is !== 'done') return buttonIsGone;
  return {
    blocks: [{ paragraph: { key: 'sessions.endedAll' } }],
    buttons: [[openApp]],
    notice: { key: 'sessions.endedOne' },
  };
};

import { Locale } from '@atlas/shared/wire';
import { z } from 'zod';
import { commands } from './commands.ts';
import { connectCallbacks } from './connect.ts';
import { buttonIsGone } from './replies.ts';
import type { Turn } from './reply.ts';
import { askToRevoke, askToRevokeAll, revokedAll, revokedOne } from './session-replies.ts';

const uuid = z.uuid();

const setLanguage = (argument: string): Turn | null => {
  const { data: locale } = Locale.safeParse(argument);
  if (!locale) return null;
  return {
    action: { do: 'set_locale', locale },
    needsAccount: true,
    reply: () => ({
      blocks: [{ paragraph: { key: 'language.set' } }],
      buttons: [],
      notice: { key: 'language.set' },
      locale,
      setsUpMenu: true,
    }),
  };
};

const decideProof = (confirmationId: string, decision: 'approve' | 'deny'): Turn => ({
  action: { do: 'decide_proof', confirmationId, decision },
  needsAccount: true,
  reply: (_context, outcome) => {
    const done = decision === 'approve' ? 'proof.approved' : 'proof.denied';
    return { blocks: [{ paragraph: { key: outcome.is === 'done' ? done : 'proof.tooLate' } }], buttons: [] };
  },
});

/** It was not them who said that every second factor is lost: so somebody else is signed in somewhere. */
const cancelRecovery = (recoveryId: string): Turn => ({
  action: { do: 'cancel_recovery', recoveryId },
  needsAccount: true,
  reply: (_context, outcome) => ({
    blocks: [{ paragraph: { key: outcome.is === 'done' ? 'recovery.cancelled' : 'recovery.over' } }],
    buttons: [
      [{ label: { key: 'label.devices' }, callback: 'sessions' }],
      [{ label: { key: 'label.security' }, openApp: 'security' }],
    ],
  }),
});

/** An argument that must be an id, else the button is not one of ours. */
const withId =
  (turn: (id: string) => Turn) =>
  (argument: string): Turn | null =>
    uuid.safeParse(argument).success ? turn(argument) : null;

/** What pressed buttons mean, by the word before the colon. `confirm`, `deny` and `recovery_cancel` are notify's. */
const callbacks: Readonly<Record<string, (argument: string) => Turn | null>> = {
  sessions: () => commands.sessions(),
  revoke: withId((sessionId) => ({
    action: { do: 'list_sessions' },
    needsAccount: true,
    reply: (_context, outcome) => askToRevoke(sessionId, outcome),
  })),
  revoke_yes: withId((sessionId) => ({
    action: { do: 'revoke_session', sessionId },
    needsAccount: true,
    reply: (_context, outcome) => revokedOne(outcome),
  })),
  revoke_all: () => ({ needsAccount: true, reply: () => askToRevokeAll }),
  revoke_all_yes: () => ({
    action: { do: 'revoke_all_sessions' },
    needsAccount: true,
    reply: (_context, outcome) => revokedAll(outcome),
  }),
  language: setLanguage,
  confirm: withId((id) => decideProof(id, 'approve')),
  deny: withId((id) => decideProof(id, 'deny')),
  recovery_cancel: withId(cancelRecovery),
  ...connectCallbacks,
};

/** The turn of a pressed button; one that means nothing (any more) is told so. */
export const callbackTurn = (data: string): Turn => {
  const at = data.indexOf(':');
  const [word, argument] = at < 0 ? [data, ''] : [data.slice(0, at), data.slice(at + 1)];
  const turn = Object.hasOwn(callbacks, word) ? callbacks[word]?.(argument) : null;
  return { ...(turn ?? { reply: () => buttonIsGone }), pressed: true };
};

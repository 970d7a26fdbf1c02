import { AtlasError } from '@atlas/shared/errors';
import type { Logger } from '@atlas/shared/process';
import type {
  AccountProfile,
  ClaimConnectionOfIdentity,
  IdentityPath,
  NewLoginLink,
  OpenChallenge,
  SuspendIdentityBody,
} from '@atlas/shared/wire';
import type { ApiClient } from './api-client/index.ts';
import type { Action, Outcome } from './dialogue/index.ts';

type Deps = { api: ApiClient; logger: Logger };

/** What became of a code. `over`: answered, void, too late, or never theirs. */
export type CodeOutcome =
  | { is: 'right'; backupCodes?: readonly string[] }
  | { is: 'wrong'; attemptsLeft: number }
  | { is: 'malformed' | 'over' | 'locked' | 'unavailable' };

const refusedCode = (error: AtlasError): CodeOutcome | null => {
  switch (error.code) {
    case 'code_invalid':
      return { is: 'wrong', attemptsLeft: error.details.attemptsLeft ?? 0 };
    case 'invalid_request':
      return { is: 'malformed' };
    case 'verification_locked':
      return { is: 'locked' };
    case 'challenge_ended':
    case 'challenge_not_found':
    case 'account_not_found':
      return { is: 'over' };
    default:
      return null;
  }
};

/** Why somebody does not come into an account by a code. */
const notConnected: ReadonlySet<string> = new Set([
  'connection_invalid',
  'connection_changed',
  'identity_connected',
  'messenger_connected',
  'factor_not_allowed',
  'merge_required',
]);
const absent: ReadonlySet<string> = new Set([
  'session_not_found',
  'confirmation_not_found',
  'recovery_not_found',
]);

const nobody: ReadonlySet<string> = new Set(['account_not_found', 'identity_suspended']);

/** As the messenger knows them. */
type Person = Pick<ClaimConnectionOfIdentity, 'displayName' | 'locale' | 'phone'>;

const run = async (
  api: ApiClient,
  identity: IdentityPath,
  action: Action,
  person: Person,
): Promise<Outcome> => {
  switch (action.do) {
    case 'list_sessions':
      return { is: 'done', sessions: await api.listSessions(identity) };
    case 'revoke_session':
      await api.revokeSession(identity, action.sessionId);
      return { is: 'done' };
    case 'revoke_all_sessions':
      await api.revokeAllSessions(identity);
      return { is: 'done' };
    case 'set_locale':
      await api.updateAccount(identity, { locale: action.locale });
      return { is: 'done' };
    case 'decide_proof':
      await api.decideProof(identity, action.confirmationId, action.decision);
      return { is: 'done' };
    case 'cancel_recovery':
      await api.cancelRecovery(identity, action.recoveryId);
      return { is: 'done' };
    case 'preview_connection':
      return { is: 'done', connection: await api.previewConnection(identity, action.token) };
    case 'claim_connection': {
      const { token, effect } = action;
      return { is: 'done', claimed: await api.claimConnection(identity, { token, effect, ...person }) };
    }
  }
};

/** The dialogue's side of the API: whatever the API refuses becomes an outcome that can be put into words. */
export const createPerform = ({ api, logger }: Deps) => {
  const outcomeOf = (error: unknown): Outcome => {
    const code = error instanceof AtlasError ? error.code : 'internal';
    if (code === 'account_not_found') return { is: 'not_registered' };
    if (absent.has(code)) return { is: 'not_found' };
    if (notConnected.has(code)) return { is: 'not_connected', because: code };
    logger.warn(
      { error, err: error instanceof Error ? error.cause : undefined, code },
      'the API could not be used',
    );
    return { is: 'unavailable' };
  };
  return {
    account: async (
      identity: IdentityPath,
    ): Promise<AccountProfile | 'none' | 'suspended' | 'unavailable'> => {
      try {
        return (await api.findAccount(identity)) ?? 'none';
      } catch (error) {
        if (error instanceof AtlasError && error.code === 'identity_suspended') return 'suspended';
        outcomeOf(error);
        return 'unavailable';
      }
    },
    /** A token for the link into the app. `over`: the browser's code was used, or its time is. */
    loginToken: async (
      identity: IdentityPath,
      link: NewLoginLink,
    ): Promise<{ loginToken: string } | 'over' | 'unavailable'> => {
      try {
        return await api.createLoginLink(identity, link);
      } catch (error) {
        if (error instanceof AtlasError && error.code === 'login_start_invalid') return 'over';
        outcomeOf(error);
        return 'unavailable';
      }
    },
    /** Nothing is lost on a person whom nobody knows. @throws AtlasError what may work later */
    suspend: async (identity: IdentityPath, body: SuspendIdentityBody): Promise<void> => {
      try {
        await api.suspend(identity, body);
      } catch (error) {
        if (!(error instanceof AtlasError) || error.code !== 'account_not_found') throw error;
      }
    },
    /** The number is an attribute: whoever has no account, or is doubted, has none kept. */
    keepPhone: async (identity: IdentityPath, phone: string): Promise<'kept' | 'nobody' | 'unavailable'> => {
      try {
        await api.keepPhone(identity, phone);
        return 'kept';
      } catch (error) {
        const isNobody = error instanceof AtlasError && nobody.has(error.code);
        if (!isNobody) outcomeOf(error);
        return isNobody ? 'nobody' : 'unavailable';
      }
    },
    /** Codes that are waited for; null when the API could not be asked. */
    challenges: async (identity: IdentityPath): Promise<OpenChallenge[] | null> => {
      try {
        return await api.listChallenges(identity);
      } catch (error) {
        return outcomeOf(error).is === 'unavailable' ? null : [];
      }
    },
    answerCode: async (identity: IdentityPath, challengeId: string, code: string): Promise<CodeOutcome> => {
      try {
        const { backupCodes } = await api.answerChallenge(identity, challengeId, code);
        return { is: 'right', ...(backupCodes ? { backupCodes } : {}) };
      } catch (error) {
        const refused = error instanceof AtlasError ? refusedCode(error) : null;
        if (!refused) outcomeOf(error);
        return refused ?? { is: 'unavailable' };
      }
    },
    action: (identity: IdentityPath, action: Action, person: Person): Promise<Outcome> =>
      run(api, identity, action, person).catch(outcomeOf),
  };
};
export type Perform = ReturnType<typeof createPerform>;

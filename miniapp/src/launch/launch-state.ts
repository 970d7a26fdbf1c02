import type { ApiError } from '../api/api-error.ts';

/** Why only a new launch from the chat helps; each has its own words. */
export const reopenReasons = [
  'init_data_expired',
  'init_data_replayed',
  'invalid_init_data',
  'login_token_invalid',
  'invalid_wechat_code',
  'wechat_user_blocked',
  'session_ended',
  'merged',
  'merge_undone',
  'no_proof',
] as const;
export type ReopenReason = (typeof reopenReasons)[number];

/** Where this launch stands. */
export type LaunchState =
  /** The proof is good once: the person says when. */
  | { step: 'ask' }
  | { step: 'signing-in' }
  | { step: 'signed-in'; isNew: boolean }
  /** The messenger says that somebody else may be there now: first it is proved who this is. */
  | { step: 'suspended' }
  /** Another key used this proof before: the person is asked in the chat. */
  | { step: 'confirm' }
  /** The person said no in the chat, was asked too often, or didn't answer in time. */
  | { step: 'refused'; hasExpired: boolean }
  /** May work when tried again. */
  | { step: 'failed'; error: ApiError }
  | { step: 'reopen'; reason: ReopenReason; requestId: string | undefined }
  | { step: 'signed-out' };

/** A page's sign-in that was over, or of another browser, is to people what a link like that is. */
const toReopenReason = (code: string): ReopenReason | undefined =>
  code === 'login_start_invalid' ? 'login_token_invalid' : reopenReasons.find((reason) => reason === code);

/** What a refused sign-in means for the launch. */
export const stateAfterFailure = (error: ApiError): LaunchState => {
  if (error.code === 'proof_needs_confirmation') {
    return error.confirmationId ? { step: 'confirm' } : { step: 'refused', hasExpired: false };
  }
  const reason = toReopenReason(error.code);
  return reason ? { step: 'reopen', reason, requestId: error.requestId } : { step: 'failed', error };
};
